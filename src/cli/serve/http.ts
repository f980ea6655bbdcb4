import { Effect } from "effect"
import type { McpServerOptions } from "../../mcp/offer/options.ts"
import { serveHttp } from "../../mcp/serve/httpServer.ts"
import { isLoopback } from "../../mcp/transport/http/gate.ts"
import { type Address, urlOf } from "../../mcp/transport/http/listener.ts"
import { watchTokensFile } from "../../mcp/transport/http/tokensFile.ts"
import { ConfigurationError, type HttpSettings } from "../environment.ts"
import { UsageError } from "../usage.ts"

const noTokens = (host: string) =>
  new UsageError({
    message:
      `--http: ${host} can be reached from other machines, and without tokens everybody there could read: set ` +
      "K0RDENT_MCP_TOKENS_FILE to a file with one token a line, or listen on 127.0.0.1"
  })

const readTokens = (path: string) =>
  Effect.mapError(
    watchTokensFile(path),
    ({ message }) =>
      new ConfigurationError({
        variable: "K0RDENT_MCP_TOKENS_FILE",
        message: `K0RDENT_MCP_TOKENS_FILE=${JSON.stringify(path)} cannot be used: ${message}`
      })
  )

const unnamed =
  "clients are known by the names localhost, 127.0.0.1 and [::1] alone: set K0RDENT_MCP_ALLOWED_HOSTS to the names by " +
  "which they call this server"

/** What is told to whoever sends clients here. */
export interface Readiness {
  readonly enter: Effect.Effect<void>
  readonly leave: Effect.Effect<void>
}

/** Serves MCP over HTTP until it is interrupted. Clients are sent here from when they are heard until before it ends. */
export const serveOverHttp = Effect.fnUntraced(function* (
  address: Address,
  { allowedHosts, maxSessions, tokensFile }: HttpSettings,
  options: McpServerOptions,
  { enter, leave }: Readiness
) {
  const open = !isLoopback(address.host)
  if (open && tokensFile === undefined) return yield* noTokens(address.host)
  const tokens = tokensFile === undefined ? {} : { tokens: yield* readTokens(tokensFile) }
  const bound = yield* serveHttp({ ...options, ...address, ...tokens, allowedHosts, maxSessions }).pipe(
    Effect.mapError(({ message }) => new UsageError({ message: `--http: ${message}` }))
  )
  yield* Effect.acquireRelease(enter, () => leave)
  yield* Effect.logInfo(`MCP on ${urlOf(bound)}/mcp`)
  if (open && allowedHosts.length === 0) yield* Effect.logWarning(unnamed)
  return yield* Effect.never
})
