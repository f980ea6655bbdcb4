import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { connectClient, makeStage } from "../session.ts"
import { send, sendModern, startHttp } from "./server.ts"

const uri = "ui://k0rdent/cluster"
const mimeType = "text/html;profile=mcp-app"

const decodeRead = Schema.decodeUnknownSync(
  Schema.Struct({
    contents: Schema.Array(Schema.Struct({ uri: Schema.String, mimeType: Schema.String, text: Schema.String }))
  })
)
const decodeAnswer = Schema.decodeUnknownSync(Schema.Struct({ result: Schema.Unknown }))

describe("the page", () => {
  it.live("is served at /, small, whole, and held by a policy that lets nothing else in", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const answer = yield* send(port, { method: "HEAD", path: "/" })
      assert.strictEqual(answer.status, 200)
      assert.strictEqual(answer.headers["content-type"], "text/html; charset=utf-8")
      assert.isBelow(Number(answer.headers["content-length"]), 100_000)
      const policy = String(answer.headers["content-security-policy"])
      assert.match(
        policy,
        /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; connect-src 'self'/u
      )
      assert.notInclude(policy, "unsafe")
    })
  )

  it.live("takes nothing, and is shown to no Host that is not ours", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      assert.strictEqual((yield* send(port, { path: "/" })).status, 405)
      const elsewhere = yield* send(port, { method: "GET", path: "/", headers: { host: "evil.example" } })
      assert.strictEqual(elsewhere.status, 403)
    })
  )

  it.live("is an MCP App in both eras, and asks for nothing from elsewhere", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const client = yield* connectClient(stage.layer)
      const { tools } = yield* Effect.promise(() => client.listTools())
      const shown = tools.filter(({ _meta }) => JSON.stringify(_meta) === JSON.stringify({ ui: { resourceUri: uri } }))
      assert.sameMembers(
        shown.map(({ name }) => name.split("_").at(-1) ?? ""),
        ["getState", "wait", "list"]
      )
      const legacy = decodeRead(yield* Effect.promise(() => client.readResource({ uri })))
      const port = yield* startHttp(stage.layer)
      const answer = yield* sendModern(port, "resources/read", { uri })
      const modern = decodeRead(decodeAnswer(yield* answer.next).result)
      assert.deepStrictEqual(modern, legacy)
      const [content] = legacy.contents
      assert.deepInclude(content, { uri, mimeType })
      assert.notMatch(content?.text ?? "", /\b(?:src|href)="(?!data:)/u)
      assert.notMatch(content?.text ?? "", /@import|url\(/u)
    })
  )
})
