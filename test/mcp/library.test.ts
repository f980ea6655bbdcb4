import { execFile } from "node:child_process"
import { dirname, join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js"
import { Effect, Layer } from "effect"
import { defaultSettings, layerClusterMonitor, layerKube, McpTransport, mcpServerLayer } from "../../src/index.ts"
import { program } from "../support/program.ts"
import { StrictClient } from "./schema.ts"

const library = join(dirname(program), "../lib/index.js")

describe("the library", () => {
  it.live("starts nothing on import and writes nothing", () =>
    Effect.gen(function* () {
      const code = `await import(${JSON.stringify(library)}); process.stderr.write(JSON.stringify(process.getActiveResourcesInfo().filter((it) => it !== "PipeWrap")))`
      const { stderr, stdout } = yield* Effect.promise(() =>
        promisify(execFile)(process.execPath, ["--input-type=module", "-e", code])
      )
      assert.deepStrictEqual([stdout, stderr], ["", "[]"])
    })
  )

  it.live("serves MCP over whatever transport its host brings, for as long as the host wants", () =>
    Effect.gen(function* () {
      const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
      const client = new StrictClient({ name: "host", version: "1.0.0" })
      const uri = "k0rdent://cluster-monitor/kcm-system/absent"
      let closed = false
      client.onclose = () => {
        closed = true
      }
      const host = Effect.promise(async () => {
        await client.connect(clientSide)
        return client.readResource({ uri }).then(
          () => "found",
          (error: unknown) => String(error)
        )
      })
      const layer = mcpServerLayer({ version: "9.9.9" }).pipe(
        Layer.provide(McpTransport.layer(serverSide)),
        Layer.provide(layerClusterMonitor(defaultSettings)),
        Layer.provide(layerKube({ environment: { KUBECONFIG: "/nonexistent/kubeconfig" } }))
      )
      const answer = yield* host.pipe(Effect.provide(layer))
      assert.match(answer, /\/nonexistent\/kubeconfig/u)
      assert.deepInclude(client.getServerVersion(), { version: "9.9.9" })
      assert.isTrue(closed)
    })
  )
})
