import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Queue } from "effect"
import { isLoopback } from "../../../src/mcp/transport/http/gate.ts"
import { watchTokensFile } from "../../../src/mcp/transport/http/tokensFile.ts"
import { file } from "../../support/files.ts"
import { makeStage } from "../session.ts"
import { accepts, send, sendModern, startHttp } from "./server.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"

const tokensFile = Effect.fnUntraced(function* (text: string) {
  const path = yield* file("tokens", text)
  const write = (it: string) => Effect.promise(() => writeFile(path, it))
  return { path, write }
})

const start = Effect.fnUntraced(function* (text: string) {
  const tokens = yield* tokensFile(text)
  const stage = yield* makeStage()
  const port = yield* startHttp(stage.layer, { tokens: yield* watchTokensFile(tokens.path) })
  const list = (authorization?: string) =>
    sendModern(port, "tools/list", {}, { headers: authorization === undefined ? {} : { authorization } })
  return { ...tokens, list, port, stage }
})

describe("the gate", () => {
  const hosts = [
    ["127.0.0.1", 200],
    ["localhost:1234", 200],
    ["[::1]:80", 200],
    ["mcp.example.org", 200],
    ["evil.example", 403],
    ["127.0.0.1.evil.example", 403],
    ["localhost@evil.example", 403]
  ] as const
  it.live.each(hosts)("answers to the Host %s with %d", ([host, status]) =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer, { allowedHosts: ["mcp.example.org"] })
      assert.strictEqual((yield* sendModern(port, "tools/list", {}, { headers: { host } })).status, status)
    })
  )

  const origins = [
    ["http://localhost:5173", 200],
    ["https://mcp.example.org", 200],
    ["https://evil.example", 403],
    ["http://localhost.evil.example", 403],
    ["null", 403],
    ["file://", 403]
  ] as const
  it.live.each(origins)("answers to the Origin %s with %d", ([origin, status]) =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer, { allowedHosts: ["mcp.example.org"] })
      assert.strictEqual((yield* sendModern(port, "tools/list", {}, { headers: { origin } })).status, status)
    })
  )

  it.live("answers to nobody who says two Hosts", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const answer = yield* Effect.promise(async () => {
        const socket = connect(port, "127.0.0.1")
        socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n")
        const [data] = await once(socket, "data")
        socket.destroy()
        return String(data)
      })
      assert.match(answer, /^HTTP\/1\.1 403 /u)
    })
  )

  const addresses = [
    ["localhost", true],
    ["LocalHost", true],
    ["127.0.0.1", true],
    ["127.8.9.10", true],
    ["::1", true],
    ["0:0:0:0:0:0:0:1", true],
    ["::ffff:127.0.0.1", true],
    ["0.0.0.0", false],
    ["::", false],
    ["::ffff:10.0.0.7", false],
    ["127.0.0.1.evil.example", false],
    ["localhost.evil.example", false],
    ["mcp.example.org", false]
  ] as const
  it.each(addresses)("knows whether other machines reach %s", (host, alone) => {
    assert.strictEqual(isLoopback(host), alone)
  })

  it.live("knows no other path", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      assert.strictEqual((yield* send(port, { path: "/mcp/x", headers: accepts, body: "{}" })).status, 404)
    })
  )
})

describe("tokens", () => {
  it.live("let in who bears one, and nobody else", () =>
    Effect.gen(function* () {
      const { list } = yield* start(
        "\uFEFF# the team\r\n\r\nalpha-token # of Ann\r\n  beta-token\tteam-.* \t  # of Bob\r\n# gone-token\r\nalpha-token\r\n"
      )
      assert.strictEqual((yield* list("Bearer alpha-token")).status, 200)
      assert.strictEqual((yield* list("bearer  beta-token")).status, 200)
      const without = yield* list()
      assert.strictEqual(without.status, 401)
      assert.strictEqual(without.headers["www-authenticate"], "Bearer")
      for (const wrong of [
        "Bearer alpha-toke",
        "Bearer alpha-token2",
        "Basic alpha-token",
        "Bearer team-.*",
        "Bearer gone-token",
        "Bearer #"
      ]) {
        const refused = yield* list(wrong)
        assert.strictEqual(refused.status, 401, wrong)
        assert.strictEqual(refused.headers["www-authenticate"], 'Bearer error="invalid_token"')
      }
    })
  )

  it.live("narrow what is seen", () =>
    Effect.gen(function* () {
      const { port, stage } = yield* start("alpha\nbeta team-.*\n")
      const read = (token: string) =>
        Effect.forkScoped(
          sendModern(
            port,
            "subscriptions/listen",
            { notifications: { resourceSubscriptions: [uri] } },
            { headers: { authorization: `Bearer ${token}` } }
          )
        )
      yield* read("beta")
      const beta = yield* Queue.take(stage.asked)
      assert.deepStrictEqual(
        ["team-a", "kcm-system"].map((name) => beta.namespaces?.allows(name)),
        [true, false]
      )
      yield* read("alpha")
      const alpha = yield* Queue.take(stage.asked)
      assert.notStrictEqual(alpha.client, beta.client)
      assert.isTrue(alpha.namespaces?.allows("kcm-system"))
    })
  )

  it.live("are read again, and one that is removed ends its streams", () =>
    Effect.gen(function* () {
      const { list, port, stage, write } = yield* start("alpha\nbeta\n")
      const sending = yield* Effect.forkScoped(
        sendModern(
          port,
          "subscriptions/listen",
          { notifications: { resourceSubscriptions: [uri] } },
          { headers: { authorization: "Bearer alpha" } }
        )
      )
      yield* Deferred.succeed((yield* Queue.take(stage.asked)).verdict, undefined)
      const stream = yield* Fiber.join(sending)
      yield* stream.next
      yield* write("beta\ngamma-token\n")
      assert.strictEqual((yield* list("Bearer gamma-token")).status, 200)
      assert.strictEqual((yield* list("Bearer alpha")).status, 401)
      yield* stream.text
      while (stage.closed.length === 0) yield* Effect.sleep("5 millis")
      yield* write("gamma-token (\n")
      assert.strictEqual((yield* list("Bearer beta")).status, 200)
    })
  )

  it.live("that see less than before end what they have begun, and say whose filter it is", () =>
    Effect.gen(function* () {
      const { port, stage, write } = yield* start("alpha\n")
      const headers = { authorization: "Bearer alpha" }
      const extensions = { "io.modelcontextprotocol/tasks": {} }
      const params = { name: "k0rdent_mgmt_clusterDeployments_wait", arguments: { name: "demo" } }
      const begun = yield* sendModern(port, "tools/call", params, { extensions, headers })
      const { result } = (yield* begun.next) as { readonly result: { readonly taskId: string } }
      yield* Queue.take(stage.waiting)
      yield* write("alpha team-.*\n")
      const asked = yield* sendModern(port, "tasks/get", { taskId: result.taskId }, { extensions, headers })
      assert.nestedPropertyVal(yield* asked.next, "error.code", -32602)
    })
  )

  it.live("own the sessions that they begin", () =>
    Effect.gen(function* () {
      const { port } = yield* start("alpha\nbeta\n")
      const body =
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},' +
        '"clientInfo":{"name":"test","version":"1"}}}'
      const begun = yield* send(port, { headers: { ...accepts, authorization: "Bearer alpha" }, body })
      const id = String(begun.headers["mcp-session-id"])
      const ping = (token: string) =>
        send(port, {
          headers: { ...accepts, authorization: `Bearer ${token}`, "mcp-session-id": id },
          body: '{"jsonrpc":"2.0","id":2,"method":"ping"}'
        })
      assert.strictEqual((yield* ping("alpha")).status, 200)
      assert.strictEqual((yield* ping("beta")).status, 404)
    })
  )

  const broken = [
    ["# nobody yet\n", "there is no token in it"],
    ["alpha\nsecret-token (\n", "line 2: the filter is not a valid RE2 expression"],
    ["secret-token team-a\nsecret-token\n", "line 2: the token of line 1 stands here again, with another filter"],
    ["secret-tökén\n", "line 1: no header bears this token: it may have visible ASCII characters only"],
    ["secret-token team-a and more\n", "line 1: expected TOKEN [FILTER], and nothing behind it"]
  ] as const
  it.live.each(["/dev/null", tmpdir()])("cannot be used where %s stands in the place of the file", (path) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(watchTokensFile(path))).message, "it is not a regular file")
    })
  )

  it.live.each(broken)("cannot be used where the file makes no sense: %j", ([text, message]) =>
    Effect.gen(function* () {
      const { path } = yield* tokensFile(text)
      const exit = yield* Effect.exit(watchTokensFile(path))
      assert.isTrue(Exit.isFailure(exit))
      assert.strictEqual((yield* Effect.flip(watchTokensFile(path))).message, message)
    })
  )
})
