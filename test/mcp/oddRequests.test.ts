import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeStage } from "./session.ts"
import { connectWire } from "./wire.ts"

const ping = (id: string) => `{"jsonrpc":"2.0","id":${id},"method":"ping"}`

const connect = Effect.gen(function* () {
  const stage = yield* makeStage()
  return yield* connectWire(stage.layer)
})

describe("requests that are odd, but requests", () => {
  const ids = [
    ["nought", "0"],
    ["a negative one", "-7"],
    ["the last safe integer", "9007199254740991"],
    ["an integer beyond 2^53", "9007199254740993"],
    ["an integer of forty digits", "1234567890123456789012345678901234567890"],
    ["a text that looks like one", '"9007199254740993"']
  ] as const
  it.effect.each(ids)("are answered under their own id: %s", ([_name, id]) =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.initialize()
      yield* peer.write(ping(id))
      const line = yield* peer.nextLine
      assert.include(line, `"id":${id}`)
      assert.include(line, '"result":{}')
    })
  )

  it.effect("keep two ids apart that are one number to JavaScript", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.initialize()
      yield* peer.write(ping("9007199254740992"), ping("9007199254740993"))
      const lines = [yield* peer.nextLine, yield* peer.nextLine]
      assert.include(lines[0], '"id":9007199254740992}')
      assert.include(lines[1], '"id":9007199254740993}')
    })
  )

  it.effect("are refused under their own id where it is a fraction", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.write(ping("1.50"), ping("1e400"))
      const lines = [yield* peer.nextLine, yield* peer.nextLine]
      assert.include(lines[0], '"id":1.50,"error":{"code":-32600')
      assert.include(lines[1], '"id":1e400,"error":{"code":-32600')
    })
  )

  it.effect("are answered although a result or an error of null stands beside the method", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.initialize()
      yield* peer.write(
        '{"jsonrpc":"2.0","id":1,"method":"ping","error":null}',
        '{"jsonrpc":"2.0","id":2,"method":"ping","result":null,"params":null}'
      )
      assert.deepStrictEqual(yield* peer.next, { jsonrpc: "2.0", id: 1, result: {} })
      assert.deepStrictEqual(yield* peer.next, { jsonrpc: "2.0", id: 2, result: {} })
    })
  )

  it.effect("take null members for absent", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      const initialized = yield* peer.initialize("2025-11-25", {
        capabilities: { roots: null, sampling: null },
        clientInfo: { name: "test", version: "1", title: null },
        _meta: null
      })
      assert.include(initialized, '"serverInfo"')
      yield* peer.write({ jsonrpc: "2.0", id: 1, method: "tools/list", params: { cursor: null, _meta: null } })
      assert.nestedProperty(yield* peer.next, "result.tools")
    })
  )

  const nothing = [
    ["no capabilities", { capabilities: null }],
    ["no clientInfo", { clientInfo: null }],
    ["a clientInfo without a version", { clientInfo: { name: "test", version: null } }],
    [
      "capabilities that say nothing within",
      { capabilities: { roots: { listChanged: null }, sampling: { tools: null } } }
    ]
  ] as const
  it.effect.each(nothing)("begin a session although it says nothing of its client: %s", ([_name, said]) =>
    Effect.gen(function* () {
      const peer = yield* connect
      assert.include(yield* peer.initialize("2025-11-25", said), '"serverInfo"')
      yield* peer.write({ jsonrpc: "2.0", id: 1, method: "tools/list", params: { cursor: "" } })
      assert.nestedProperty(yield* peer.next, "result.tools")
    })
  )

  it.effect("are refused where what they say makes no sense, and nested without end cost nothing", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      assert.include(yield* peer.initialize("2025-11-25", { capabilities: "all" }), '"code":-32602')
      const deep = `${'{"a":'.repeat(50_000)}null${"}".repeat(50_000)}`
      yield* peer.write(`{"jsonrpc":"2.0","id":1,"method":"no/such","params":${deep}}`)
      assert.nestedPropertyVal(yield* peer.next, "error.code", -32601)
    })
  )

  it.effect("run a tool that was asked for as a task as an ordinary call", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.initialize()
      const params = {
        name: "k0rdent.mgmt.clusterDeployments.getState",
        arguments: { name: "demo" },
        task: { ttl: 60_000 }
      }
      yield* peer.write({ jsonrpc: "2.0", id: 1, method: "tools/call", params })
      assert.nestedProperty(yield* peer.next, "result.structuredContent.update")
    })
  )

  it.effect("are never answered where they are notifications", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.initialize()
      yield* peer.write(
        '{"jsonrpc":"2.0","method":"ping"}',
        '{"jsonrpc":"2.0","method":"no/such"}',
        '{"jsonrpc":"1.0","method":"ping"}',
        '{"jsonrpc":"2.0","method":"ping","params":7}',
        ping("1")
      )
      assert.deepStrictEqual(yield* peer.next, { jsonrpc: "2.0", id: 1, result: {} })
    })
  )
})

describe("a batch", () => {
  const batch = `[${ping("1")},{"jsonrpc":"2.0","method":"notifications/initialized"},7,${ping("9007199254740993")}]`

  it.effect("is answered member by member where the version has batches", () =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.initialize("2025-03-26")
      yield* peer.write(batch)
      const lines = [yield* peer.nextLine, yield* peer.nextLine, yield* peer.nextLine].toSorted()
      assert.deepStrictEqual(
        lines.map((line) => /"id":([^,}]+)/u.exec(line)?.[1]),
        ["null", "1", "9007199254740993"]
      )
    })
  )

  it.effect.each(["2024-11-05", "2025-06-18", "2025-11-25"])("is refused as a whole in %s", (version) =>
    Effect.gen(function* () {
      const peer = yield* connect
      yield* peer.initialize(version)
      yield* peer.write(batch)
      assert.nestedPropertyVal(yield* peer.next, "error.code", -32600)
    })
  )
})
