import { Effect, Schema } from "effect"
import { configError } from "../errors/configError.ts"
import { label } from "../errors/label.ts"
import type { ClusterEntry, ExecEntry } from "../kubeconfig/entries.ts"
import { parseYaml } from "../kubeconfig/yaml.ts"
import { failed, notStarted } from "./execFaults.ts"
import { runProcess } from "./execProcess.ts"
import { type ClientPair, checkPair } from "./tls.ts"

/** What a plugin gave: a token, a client certificate with its key, or both. */
export interface ExecCredential {
  readonly token?: string
  readonly pair?: ClientPair
  /** Epoch milliseconds; without it the credential is good until the API server says 401. */
  readonly expiresAt?: number
}

/** The versions of client.authentication.k8s.io that kubectl speaks. */
export const execVersions: ReadonlySet<string> = new Set([
  "client.authentication.k8s.io/v1",
  "client.authentication.k8s.io/v1beta1"
])

const text = Schema.optionalKey(Schema.NullOr(Schema.String))
const Printed = Schema.Struct({
  apiVersion: Schema.String,
  kind: Schema.Literal("ExecCredential"),
  status: Schema.optionalKey(
    Schema.NullOr(
      Schema.Struct({ token: text, clientCertificateData: text, clientKeyData: text, expirationTimestamp: text })
    )
  )
})
const decodePrinted = Schema.decodeUnknownEffect(Printed)

/** What the plugin is told about its task: client.authentication.k8s.io, `KUBERNETES_EXEC_INFO`. */
const execInfo = (exec: ExecEntry, cluster: ClusterEntry, ca: ReadonlyArray<string> | undefined): string =>
  JSON.stringify({
    apiVersion: exec.apiVersion,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo
        ? {
            // JSON leaves out what is undefined.
            cluster: {
              server: cluster.server,
              "tls-server-name": cluster.tlsServerName,
              "insecure-skip-tls-verify": cluster.insecure || undefined,
              "certificate-authority-data":
                ca === undefined ? undefined : Buffer.from(`${ca.join("\n")}\n`).toString("base64"),
              "proxy-url": cluster.proxyUrl,
              "disable-compression": cluster.disableCompression || undefined,
              config: cluster.execExtension ?? null
            }
          }
        : {})
    }
  })

const look = "Run its command in a terminal to see what it prints."
const signIn = "Run its command in a terminal, and sign in there."

// As Go's time.RFC3339, which is stricter than what JavaScript takes.
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/u
const isTime = (text: string): boolean => rfc3339.test(text) && !Number.isNaN(Date.parse(text))
/** What Go writes where no time was set: it is as good as none. */
const isZeroTime = (text: string): boolean => /^0001-01-01T00:00:00(?:\.0+)?Z$/u.test(text)

/** What was printed: JSON where it looks like that, else YAML, as kubectl has it. */
const parse = (stdout: Buffer): Effect.Effect<unknown, unknown> =>
  /^\s*\{/u.test(stdout.subarray(0, 256).toString("latin1"))
    ? Effect.try((): unknown => JSON.parse(stdout.toString("utf8")))
    : parseYaml(stdout)

/** What it printed, by kubectl's rules. Nothing of it is ever repeated: it is a secret. */
const read = Effect.fnUntraced(function* (stdout: Buffer, exec: ExecEntry, what: string) {
  const refuse = (says: string, remedy = look) => configError(`${what} ${says}.`, remedy)
  const noCredential = () => refuse("printed something that is not an ExecCredential")
  if (stdout.length === 0) return yield* refuse("printed nothing, and no ExecCredential", signIn)
  const { apiVersion, status } = yield* parse(stdout).pipe(Effect.flatMap(decodePrinted), Effect.mapError(noCredential))
  if (apiVersion !== exec.apiVersion) {
    return yield* refuse(
      `printed ${label(apiVersion)}, but ${label(exec.apiVersion)} is configured`,
      "Write the apiVersion that it speaks into its exec, or update it."
    )
  }
  if (status === undefined || status === null) return yield* refuse("printed an ExecCredential without a status")
  const token = status.token ?? ""
  const cert = status.clientCertificateData ?? ""
  const key = status.clientKeyData ?? ""
  if (token === "" && cert === "" && key === "") return yield* refuse("printed neither a token nor a certificate")
  if ((cert === "") !== (key === "")) return yield* refuse("printed only one of certificate and key")
  const pair =
    cert === ""
      ? undefined
      : yield* Effect.mapError(
          Effect.fromResult(
            checkPair({ field: `${what}: its certificate`, text: cert }, { field: `${what}: its key`, text: key })
          ),
          (says) => configError(says, look)
        )
  const expiry = status.expirationTimestamp ?? undefined
  if (expiry !== undefined && !isTime(expiry)) {
    return yield* refuse("printed an expirationTimestamp that is no time (RFC 3339)")
  }
  const expiresAt = expiry === undefined || isZeroTime(expiry) ? undefined : Date.parse(expiry)
  const credential: ExecCredential = {
    ...(token === "" ? {} : { token }),
    ...(pair === undefined ? {} : { pair }),
    ...(expiresAt === undefined ? {} : { expiresAt })
  }
  return credential
})

/** Runs a user's exec plugin by kubectl's contract. `what` names it in messages. */
export const runExecPlugin = Effect.fn("runExecPlugin")(function* (
  exec: ExecEntry,
  cluster: ClusterEntry,
  ca: ReadonlyArray<string> | undefined,
  what: string
) {
  const environment = Object.fromEntries(exec.env.map(({ name, value }) => [name, value]))
  const finished = yield* runProcess(exec.command, exec.args, {
    ...process.env,
    ...environment,
    KUBERNETES_EXEC_INFO: execInfo(exec, cluster, ca)
  }).pipe(
    Effect.mapError((fault) => notStarted(what, exec, fault)),
    // Below the 40 s that a request may take: the cause must be told, not its consequence.
    Effect.timeoutOrElse({
      duration: "35 seconds",
      orElse: () => Effect.fail(configError(`${what} took longer than 35 s. It must not ask for anything.`, signIn))
    })
  )
  if (finished.code !== 0) return yield* failed(what, exec, finished)
  return yield* read(finished.stdout, exec, what)
})
