import { Effect, Schedule } from "effect"
import { startServer, within } from "./program.ts"

/** The built server over HTTP, on a free port of this machine unless `at` names one. */
export const startHttpProgram = Effect.fnUntraced(function* (env: Readonly<Record<string, string>>, at = "0") {
  const server = yield* startServer(env, ["serve", "--http", at])
  const listening = Effect.suspend(() => {
    const port = /MCP on http:\/\/127\.0\.0\.1:(\d+)\/mcp/u.exec(server.errors.join("\n"))?.[1]
    return port === undefined ? Effect.fail("not yet") : Effect.succeed(port)
  })
  const port = yield* within(10_000, "the server", Effect.retry(listening, { schedule: Schedule.spaced("20 millis") }))
  return { port, server }
})
