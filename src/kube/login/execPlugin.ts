import { stripVTControlCharacters } from "node:util"
import { Effect, Schema } from "effect"
import { instant } from "../../domain/lenient.ts"
import { configError } from "../errors/configError.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { label } from "../errors/label.ts"
import { oneLine } from "../errors/oneLine.ts"
import type { ClusterEntry, ExecEntry } from "../kubeconfig/entries.ts"
import { parseYaml } from "../kubeconfig/yaml.ts"
import { type Finished, type ProcessFault, runProcess } from "./execProcess.ts"
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

const notStarted = (what: string, exec: ExecEntry, { reason }: ProcessFault): KubeError => {
  if (reason === "tooMuchOutput") return configError(`${what} printed more than 1 MiB.`)
  const hint = oneLine(stripVTControlCharacters(exec.installHint))
  const said = hint === "" ? "" : ` Its install hint: ${hint}`
  return reason === "notFound"
    ? configError(
        `${what} was not found. MCP clients start servers with a short PATH: give the command with its full path.${said}`
      )
    : configError(`${what} is not executable.${said}`)
}

const failed = (what: string, { code, stderr }: Finished): KubeError => {
  const said = oneLine(stripVTControlCharacters(stderr))
  const how = code === undefined ? "a signal ended it" : `exit code ${code}`
  return configError(`${what} failed (${how})${said === "" ? "." : `: ${said}`}`)
}

/** What it printed, by kubectl's rules. Nothing of it is ever repeated: it is a secret. */
const read = Effect.fnUntraced(function* (stdout: Buffer, exec: ExecEntry, what: string) {
  const refuse = (says: string) => configError(`${what} ${says}.`)
  const noCredential = () => refuse("printed something that is not an ExecCredential")
  const { apiVersion, status } = yield* parseYaml(stdout).pipe(
    Effect.flatMap(decodePrinted),
    Effect.mapError(noCredential)
  )
  if (apiVersion !== exec.apiVersion) {
    return yield* refuse(`printed ${label(apiVersion)}, but ${label(exec.apiVersion)} is configured`)
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
          configError
        )
  const expiry = status.expirationTimestamp ?? undefined
  const expiresAt = instant(expiry)
  if (expiry !== undefined && expiresAt === undefined)
    return yield* refuse("printed an expirationTimestamp that is no time")
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
      orElse: () => Effect.fail(configError(`${what} took longer than 35 s. It must not ask for anything.`))
    })
  )
  if (finished.code !== 0) return yield* failed(what, finished)
  return yield* read(finished.stdout, exec, what)
})
