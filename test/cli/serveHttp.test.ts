import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { sendModern } from "../mcp/http/server.ts"
import { file } from "../support/files.ts"
import { startHttpProgram } from "../support/httpProgram.ts"
import { freePort } from "../support/ports.ts"
import { runProgram, startServer, within } from "../support/program.ts"

describe("serve --http", () => {
  const refused = [
    [["--http", "0.0.0.0:0"], {}, "without tokens everybody there could read"],
    [["--http", "[::]:0"], {}, "without tokens everybody there could read"],
    [["--http", ":8080"], {}, "--http must be [HOST:]PORT"],
    [["--http", "localhost:65536"], {}, "--http must be a whole number from 0 to 65535"],
    [["--http", "0"], { K0RDENT_MCP_TOKENS_FILE: "/nonexistent/tokens" }, "cannot be used: ENOENT"],
    [["--http", "0"], { K0RDENT_MCP_ALLOWED_HOSTS: "http://x" }, "expected host names or addresses"],
    [["--http", "0"], { K0RDENT_MCP_MAX_SESSIONS: "0" }, "expected a whole number from 1"],
    [["--http", "240.0.0.1:0"], { K0RDENT_MCP_TOKENS_FILE: "TOKENS" }, "cannot listen on http://240.0.0.1:0"]
  ] as const
  it.live.each(refused)("%j %j is refused with one line", ([args, env, why]) =>
    Effect.gen(function* () {
      const path = yield* file("tokens", "secret-token\n")
      const settings = Object.fromEntries(
        Object.entries(env).map(([key, value]) => [key, value.replace("TOKENS", path)])
      )
      const { code, stderr, stdout } = yield* runProgram({ K0RDENT_MCP_LOG_LEVEL: "none", ...settings }, [
        "serve",
        ...args
      ])
      assert.strictEqual(code, 2)
      assert.strictEqual(stdout, "")
      assert.include(stderr, why)
      assert.lengthOf(stderr.trim().split("\n"), 1)
      assert.notInclude(stderr, "secret-token")
    })
  )

  it.live("is ready as soon as clients are heard, and not before", () =>
    Effect.gen(function* () {
      const [http, metrics] = [yield* freePort, yield* freePort]
      const flags = ["serve", "--http", `${http}`, "--metrics-port", `${metrics}`]
      // With a filter there is something to be loaded first.
      yield* startServer({ K0RDENT_NAMESPACE_FILTER: "team-.*" }, flags)
      const statusOf = (url: string) =>
        Effect.promise(() =>
          fetch(url).then(
            ({ status }) => status,
            () => 0
          )
        )
      const ready = statusOf(`http://127.0.0.1:${metrics}/readyz`)
      yield* within(10_000, "the readiness", Effect.repeat(ready, { until: (status) => status === 200 }))
      assert.strictEqual(yield* statusOf(`http://127.0.0.1:${http}/`), 200)
    })
  )

  it.live("needs no stdin, and ends on SIGTERM within 5 s", () =>
    Effect.gen(function* () {
      const { port, server } = yield* startHttpProgram({})
      server.child.stdin?.end()
      const discovered = yield* sendModern(Number(port), "server/discover")
      assert.strictEqual(discovered.status, 200)
      const { code, ms, signal } = yield* server.endedAfter(() => server.child.kill("SIGTERM"))
      assert.deepStrictEqual([code, signal], [0, null])
      assert.isBelow(ms, 5000)
    })
  )
})
