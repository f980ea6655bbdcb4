import { assert, it } from "@effect/vitest"
import { Effect, Random } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { kubeconfigFile } from "../support/files.ts"
import { startServer } from "../support/program.ts"

// The built server, from outside: whatever a client writes, it is answered in plain words and nothing is left behind.

const base = "k0rdent://cluster-monitor/kcm-system/demo"
const nasty = [
  ["%2e%2e", "..", "%00", "\u0000", "%", "%zz", "%2F", "/", "//", "\\", "@", ":80", "#", "#x", "?", "??", "&", ";"],
  [" ", "\t", "\n", "\r\n", "*", "a".repeat(300), "A", "-", ".", "_", "$(id)", "{{x}}", "{name}", "<b>", "'", '"'],
  ["é", "\u202e", "\ufeff", "\u00ad", "ﬀ", "１", "𝔡", "\ud800"]
].flat()
const queries = [
  ["0", "-1", "1e9", "1.5", "00060", "+5", " 5", "5 ", "0x10", "NaN", "Infinity", "", "60&timeout=60", "60&x=1", "60;"],
  ["99999999999999999999", "14401", "%36%30", "60#", "６０", "1_000", "=60", "60&"]
].flat()

const handMade = [
  ...nasty.flatMap((bit) => [
    `${base}${bit}`,
    `${bit}${base}`,
    `k0rdent://cluster-monitor/${bit}/demo`,
    `k0rdent://cluster-monitor/kcm-system/${bit}`,
    `k0rdent://cluster-monitor${bit}/kcm-system/demo`,
    `k0rdent:${bit}//cluster-monitor/kcm-system/demo`
  ]),
  ...queries.map((query) => `${base}?timeout=${query}`),
  `${base}?x=1&timeout=60`,
  `${base}?TIMEOUT=60`,
  "",
  "k0rdent://",
  "file:///etc/passwd",
  "K0RDENT://cluster-monitor/kcm-system/demo",
  "k0rdent://user:pw@cluster-monitor/kcm-system/demo",
  "x".repeat(1_000_000)
]

/** The good URI with three random wounds. */
const wounded = Effect.gen(function* () {
  let uri = base
  for (let n = 0; n < 3; n += 1) {
    const at = yield* Random.nextIntBetween(0, uri.length)
    uri = uri.slice(0, at) + (yield* Random.choice(nasty)) + uri.slice(at + (yield* Random.nextIntBetween(0, 2)))
  }
  return uri
})

const started = Effect.gen(function* () {
  const simulator = yield* makeSimulator()
  const path = yield* kubeconfigFile(simulator.kubeconfig)
  const server = yield* startServer({ K0RDENT_MGMT_KUBECONFIG_PATH: path })
  yield* server.initialize
  return { server, simulator }
})

it.live("1,000 hostile URIs are refused at every door, in one line, and none of them reaches the API server", () =>
  Effect.gen(function* () {
    const { server, simulator } = yield* started
    const random = yield* Effect.replicateEffect(wounded, 1000 - handMade.length).pipe(Random.withSeed("hostile"))
    const plain = /^k0rdent:\/\/cluster-monitor\/[a-z0-9-]+\/[a-z0-9.-]+$/u
    const hostile = [...handMade, ...random].filter((uri) => !plain.test(uri) && uri !== `${base}?timeout=14401`)
    let id = 0
    for (const method of ["resources/read", "resources/subscribe", "resources/unsubscribe"]) {
      for (const uri of hostile) {
        id += 1
        yield* server.request(id, method, { uri })
        const answer = yield* server.next
        assert.nestedPropertyVal(answer, "error.code", -32602, `${method} ${uri.slice(0, 200)}`)
        assert.strictEqual(answer["id"], id)
        assert.isBelow(JSON.stringify(answer).length, 1200)
        assert.notInclude(JSON.stringify(answer), "\\n    at ")
      }
    }
    assert.isAbove(hostile.length, 900)
    assert.deepStrictEqual((yield* simulator.stats).requests, [])
    assert.deepStrictEqual(server.errors, [])
  })
)

it.live("hostile tool arguments are explained to the caller, and strange lines do not end the session", () =>
  Effect.gen(function* () {
    const { server, simulator } = yield* started
    const name = "k0rdent_mgmt_clusterDeployments_getState"
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`
    const strange = [
      ...["null", "5", '"x"', "[]", "{}", '{"name":5}', '{"name":""}', '{"name":"../etc"}', `{"name":${deep}}`],
      ...['{"name":"demo","extra":1}', '{"name":"demo","namespace":"a/b"}', '{"name":"demo\\n"}', '{"name":{"$ne":1}}']
    ]
    for (const [index, json] of strange.entries()) {
      yield* server.write(
        `{"jsonrpc":"2.0","id":${index},"method":"tools/call","params":{"name":"${name}","arguments":${json}}}\n`
      )
      const answer = yield* server.next
      assert.nestedPropertyVal(answer, "result.isError", true, json.slice(0, 100))
      assert.include(JSON.stringify(answer), "the arguments are name (required)")
    }
    const lines = [
      deep,
      "\ufffe",
      '{"jsonrpc":"2.0","id":1.5,"method":"ping"}',
      '{"jsonrpc":"2.0","id":{},"method":"ping"}'
    ]
    for (const line of lines) {
      yield* server.write(`${line}\n`)
      assert.property(yield* server.next, "error")
    }
    yield* server.request(99, "ping")
    assert.deepStrictEqual(yield* server.next, { jsonrpc: "2.0", id: 99, result: {} })
    assert.deepStrictEqual((yield* simulator.stats).requests, [])
  })
)
