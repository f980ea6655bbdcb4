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

/** Serves MCP over HTTP until it is interrupted; then `leave` is run first, so that nobody new is sent here. */
export const serveOverHttp = Effect.fnUntraced(function* (
  address: Address,
  { allowedHosts, maxSessions, tokensFile }: HttpSettings,
  options: McpServerOptions,
  leave: Effect.Effect<void>
) {
  const open = !isLoopback(address.host)
  if (open && tokensFile === undefined) return yield* noTokens(address.host)
  const tokens = tokensFile === undefined ? {} : { tokens: yield* readTokens(tokensFile) }
  const bound = yield* serveHttp({ ...options, ...address, ...tokens, allowedHosts, maxSessions }).pipe(
    Effect.mapError(({ message }) => new UsageError({ message: `--http: ${message}` }))
  )
  yield* Effect.addFinalizer(() => leave)
  yield* Effect.logInfo(`MCP on ${urlOf(bound)}/mcp`)
  if (open && allowedHosts.length === 0) yield* Effect.logWarning(unnamed)
  return yield* Effect.never
})
