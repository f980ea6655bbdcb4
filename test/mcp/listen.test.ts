import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Queue } from "effect"
import { MonitorError } from "../../src/monitor/errors.ts"
import { type Asked, makeStage } from "./session.ts"
import { update } from "./updates.ts"
import { connectWire, modern } from "./wire.ts"

const uriOf = (name: string) => `k0rdent://cluster-monitor/kcm-system/${name}`
const subscriptionId = "io.modelcontextprotocol/subscriptionId"

const listen = (id: number | string, ...names: ReadonlyArray<string>) =>
  modern(id, "subscriptions/listen", { notifications: { resourceSubscriptions: names.map(uriOf) } })

const acknowledged = (id: number | string, ...names: ReadonlyArray<string>) => ({
  jsonrpc: "2.0",
  method: "notifications/subscriptions/acknowledged",
  params: {
    notifications: names.length === 0 ? {} : { resourceSubscriptions: names.map(uriOf) },
    _meta: { [subscriptionId]: id }
  }
})

const updated = (id: number | string, name: string, delta: unknown) => ({
  jsonrpc: "2.0",
  method: "notifications/resources/updated",
  params: { uri: uriOf(name), _meta: { [subscriptionId]: id, delta } }
})

const serverInfo = { name: "k0rdent-mcp", title: "k0rdent cluster monitor", version: "1.2.3" }
const ended = (id: number | string) => ({
  jsonrpc: "2.0",
  id,
  result: {
    resultType: "complete",
    _meta: { [subscriptionId]: id, "io.modelcontextprotocol/serverInfo": serverInfo }
  }
})

const over = update({ phase: "Ready", terminal: true })

const start = Effect.gen(function* () {
  const stage = yield* makeStage()
  const peer = yield* connectWire(stage.layer)
  const asked = Queue.take(stage.asked)
  const grant = (it: Asked) => Deferred.succeed(it.verdict, undefined)
  const refuse = (it: Asked, reason: MonitorError["reason"]) =>
    Deferred.fail(it.verdict, new MonitorError({ reason, message: `no: ${reason}` }))
  return { asked, grant, peer, refuse, stage }
})

describe("subscriptions/listen", () => {
  it.effect("acknowledges, tells under the id of the request, and is answered after the last word", () =>
    Effect.gen(function* () {
      const { asked, grant, peer, stage } = yield* start
      yield* peer.write(listen("a", "demo"))
      const demo = yield* asked
      yield* demo.tell(update({ progress: 1 }))
      yield* grant(demo)
      assert.deepStrictEqual(yield* peer.next, acknowledged("a", "demo"))
      assert.deepStrictEqual(yield* peer.next, updated("a", "demo", update({ progress: 1 })))
      yield* demo.tell(over)
      assert.deepStrictEqual(yield* peer.next, updated("a", "demo", over))
      assert.deepStrictEqual(yield* peer.next, ended("a"))
      assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
    })
  )

  it.effect("tells several stories, and ends with the last of them", () =>
    Effect.gen(function* () {
      const { asked, grant, peer } = yield* start
      yield* peer.write(listen(7, "one", "two"))
      const one = yield* asked
      const two = yield* asked
      yield* grant(two)
      yield* grant(one)
      assert.deepStrictEqual(yield* peer.next, acknowledged(7, "one", "two"))
      yield* two.tell(over)
      assert.deepStrictEqual(yield* peer.next, updated(7, "two", over))
      yield* one.tell(over)
      assert.deepStrictEqual(yield* peer.next, updated(7, "one", over))
      assert.deepStrictEqual(yield* peer.next, ended(7))
    })
  )

  it.effect("goes on where its id is used again too soon; a cancellation means all that bear it", () =>
    Effect.gen(function* () {
      const { asked, grant, peer, stage } = yield* start
      yield* peer.write(listen("x", "demo"))
      const demo = yield* asked
      yield* grant(demo)
      yield* peer.next
      yield* peer.write(modern("x", "prompts/list"))
      assert.nestedProperty(yield* peer.next, "result.prompts")
      yield* demo.tell(update({ progress: 1 }))
      assert.deepStrictEqual(yield* peer.next, updated("x", "demo", update({ progress: 1 })))
      yield* peer.write({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "x" } })
      yield* peer.write(modern("y", "prompts/list"))
      assert.nestedPropertyVal(yield* peer.next, "id", "y")
      assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
    })
  )

  it.effect("leaves out what is unknown, forbidden, malformed or beyond the limits, and says why", () =>
    Effect.gen(function* () {
      const { asked, grant, peer, refuse } = yield* start
      const uris = [...["one", "absent", "secret", "late"].map(uriOf), "k0rdent://nonsense", uriOf("one")]
      yield* peer.write(modern(1, "subscriptions/listen", { notifications: { resourceSubscriptions: uris } }))
      yield* grant(yield* asked)
      yield* refuse(yield* asked, "notFound")
      yield* refuse(yield* asked, "namespaceNotAllowed")
      yield* refuse(yield* asked, "limitExceeded")
      const again = yield* asked
      assert.strictEqual(again.key, "kcm-system/late")
      yield* refuse(again, "limitExceeded")
      const first = yield* peer.next
      assert.deepNestedPropertyVal(first, "params.notifications", { resourceSubscriptions: [uriOf("one")] })
      assert.deepNestedPropertyVal(
        first,
        "params._meta.io\\.k0rdent/leftOut",
        [
          { uri: uriOf("absent"), reason: "notFound", message: "no: notFound" },
          { uri: uriOf("secret"), reason: "namespaceNotAllowed", message: "no: namespaceNotAllowed" }
        ].concat(
          [
            {
              uri: "k0rdent://nonsense",
              reason: "invalidUri",
              message:
                'invalid resource URI "k0rdent://nonsense": it does not begin with k0rdent://cluster-monitor/; expected ' +
                "k0rdent://cluster-monitor/<namespace>/<name>, optionally followed by ?timeout=<seconds>"
            }
          ],
          [{ uri: uriOf("late"), reason: "limitExceeded", message: "no: limitExceeded" }]
        )
      )
    })
  )

  it.effect("is answered at once where nothing is honoured", () =>
    Effect.gen(function* () {
      const { peer } = yield* start
      yield* peer.write(modern(1, "subscriptions/listen", { notifications: { toolsListChanged: true } }))
      assert.deepStrictEqual(yield* peer.next, acknowledged(1))
      assert.deepStrictEqual(yield* peer.next, ended(1))
    })
  )

  it.effect("ends without an answer when the client cancels it, and everything is closed", () =>
    Effect.gen(function* () {
      const { asked, grant, peer, stage } = yield* start
      yield* peer.write(listen(5, "demo"))
      yield* grant(yield* asked)
      assert.deepStrictEqual(yield* peer.next, acknowledged(5, "demo"))
      yield* peer.write(
        { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 5 } },
        modern(6, "server/discover")
      )
      assert.propertyVal(yield* peer.next, "id", 6)
      assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
    })
  )

  it.effect("is answered when the client says no more, before the session ends", () =>
    Effect.gen(function* () {
      const { asked, grant, peer, stage } = yield* start
      yield* peer.write(listen(5, "demo"))
      yield* grant(yield* asked)
      assert.deepStrictEqual(yield* peer.next, acknowledged(5, "demo"))
      yield* peer.end
      assert.deepStrictEqual(yield* peer.next, ended(5))
      yield* Fiber.join(peer.session)
      assert.deepStrictEqual(stage.closed, ["kcm-system/demo"])
    })
  )

  it.effect("is answered when the server is told to end", () =>
    Effect.gen(function* () {
      const { asked, grant, peer } = yield* start
      yield* peer.write(listen(5, "demo"))
      yield* grant(yield* asked)
      assert.deepStrictEqual(yield* peer.next, acknowledged(5, "demo"))
      yield* Fiber.interrupt(peer.session)
      assert.deepStrictEqual(yield* peer.next, ended(5))
    })
  )

  it.effect("lets one story break without harm to another", () =>
    Effect.gen(function* () {
      const { asked, grant, peer } = yield* start
      yield* peer.write(listen(1, "one", "two"))
      const one = yield* asked
      yield* grant(one)
      const two = yield* asked
      yield* grant(two)
      assert.deepStrictEqual(yield* peer.next, acknowledged(1, "one", "two"))
      yield* one.crash
      const broken = yield* peer.nextLine
      assert.include(broken, '"reason":"MonitorFailed"')
      assert.include(broken, '"terminal":true')
      assert.notInclude(broken, "abc123")
      yield* two.tell(update())
      assert.deepStrictEqual(yield* peer.next, updated(1, "two", update()))
    })
  )

  it.effect("keeps two streams about one cluster apart", () =>
    Effect.gen(function* () {
      const { asked, grant, peer } = yield* start
      yield* peer.write(listen(1, "demo"), listen(2, "demo"))
      const [first, second] = [yield* asked, yield* asked]
      yield* grant(first)
      yield* grant(second)
      const acknowledgements = [yield* peer.next, yield* peer.next]
      assert.sameDeepMembers(acknowledgements, [acknowledged(1, "demo"), acknowledged(2, "demo")])
      yield* second.tell(update({ progress: 2 }))
      assert.deepStrictEqual(yield* peer.next, updated(2, "demo", update({ progress: 2 })))
      yield* first.tell(update({ progress: 1 }))
      assert.deepStrictEqual(yield* peer.next, updated(1, "demo", update({ progress: 1 })))
    })
  )
})
