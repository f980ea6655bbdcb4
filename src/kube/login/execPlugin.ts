import { execFile } from "node:child_process"
import { promisify } from "node:util"
import type { Cluster } from "@kubernetes/client-node/dist/config_types.js"
import { Effect, Predicate, Schema } from "effect"
import { instant, lenient } from "../../domain/lenient.ts"
import { oneLine } from "../errors/oneLine.ts"
import { configError, type ExecConfig } from "./kubeconfigFile.ts"

/** What a plugin gave: a token, a client certificate with its key, or both. */
export interface ExecCredential {
  readonly token?: string
  readonly certificate?: string
  readonly key?: string
  /** Epoch milliseconds; without it the credential is good until the API server says 401. */
  readonly expiresAt?: number
}

const text = lenient(Schema.NonEmptyString)
const Printed = Schema.fromJsonString(
  Schema.Struct({
    kind: Schema.Literal("ExecCredential"),
    status: Schema.Struct({
      token: text,
      clientCertificateData: text,
      clientKeyData: text,
      expirationTimestamp: text
    })
  })
)
const decodePrinted = Schema.decodeUnknownEffect(Printed)

/** What the plugin is told about its task: client.authentication.k8s.io, `KUBERNETES_EXEC_INFO`. */
const execInfo = (exec: ExecConfig, { server, caData, tlsServerName, proxyUrl, skipTLSVerify }: Cluster): string =>
  JSON.stringify({
    apiVersion: exec.apiVersion,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo
        ? {
            // JSON leaves out what is undefined.
            cluster: {
              server,
              "insecure-skip-tls-verify": skipTLSVerify,
              "certificate-authority-data": caData,
              "tls-server-name": tlsServerName,
              "proxy-url": proxyUrl
            }
          }
        : {})
    }
  })

const run = promisify(execFile)

const failure = (what: string, cause: unknown) => {
  const code = Predicate.hasProperty(cause, "code") ? cause.code : undefined
  if (code === "ENOENT") {
    return configError(
      `${what} was not found. MCP clients start servers with a short PATH: give the command with its full path.`
    )
  }
  const said = Predicate.hasProperty(cause, "stderr") && Predicate.isString(cause.stderr) ? oneLine(cause.stderr) : ""
  const how = Predicate.isNumber(code) ? `exit code ${code}` : Predicate.isString(code) ? code : "it was ended"
  return configError(`${what} failed (${how})${said === "" ? "." : `: ${said}`}`)
}

/**
 * Runs a kubeconfig's exec plugin. KubeConfig could do so too, but would leave the child behind when we are interrupted,
 * and quotes what it printed, the token, where that is not JSON. `what` names the plugin in messages.
 */
export const runExecPlugin = Effect.fn("runExecPlugin")(function* (exec: ExecConfig, cluster: Cluster, what: string) {
  const environment = Object.fromEntries(exec.env.map(({ name, value }) => [name, value]))
  const { stdout } = yield* Effect.tryPromise({
    try: (signal) => {
      const running = run(exec.command, exec.args, {
        env: { ...process.env, ...environment, KUBERNETES_EXEC_INFO: execInfo(exec, cluster) },
        signal,
        killSignal: "SIGKILL",
        maxBuffer: 1024 * 1024,
        windowsHide: true
      })
      // There is nobody who could answer a question.
      running.child.stdin?.end()
      return running
    },
    catch: (cause) => failure(what, cause)
  }).pipe(
    // Below the 45 s after which a request is answered in any case: the cause must be told, not its consequence.
    Effect.timeoutOrElse({
      duration: "40 seconds",
      orElse: () => Effect.fail(configError(`${what} took longer than 40 s. It must not ask for anything.`))
    })
  )
  const { status } = yield* decodePrinted(stdout).pipe(
    Effect.mapError(() => configError(`${what} printed something that is not an ExecCredential.`))
  )
  const expiresAt = instant(status.expirationTimestamp)
  return {
    ...(status.token === undefined ? {} : { token: status.token }),
    ...(status.clientCertificateData === undefined ? {} : { certificate: status.clientCertificateData }),
    ...(status.clientKeyData === undefined ? {} : { key: status.clientKeyData }),
    ...(expiresAt === undefined ? {} : { expiresAt })
  } satisfies ExecCredential
})
