import { fileURLToPath } from "node:url"
import { assert, describe, expect, it } from "@effect/vitest"
import type { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { Effect } from "effect"
import { instructions } from "../../src/mcp/offer/instructions.ts"
import { connectClient, connectRaw, makeStage } from "./session.ts"
import { update } from "./updates.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"
const template = "k0rdent://cluster-monitor/{namespace}/{name}"

const many = Array.from({ length: 250 }, (_, n) => ({
  namespace: n < 120 ? "kcm-system" : "team-a",
  name: `cluster-${String(n).padStart(3, "0")}`,
  template: "aws-standalone-cp-1-0-16"
}))

const failure = (run: () => Promise<unknown>) =>
  Effect.promise(() =>
    run().then(
      () => undefined,
      (error: unknown) => error
    )
  )

const connect = Effect.fnUntraced(function* (name?: string, options?: Parameters<typeof connectClient>[2]) {
  const stage = yield* makeStage(many)
  return yield* connectClient(stage.layer, name, options)
})

const listed = (client: Client) =>
  Effect.map(
    Effect.promise(() => client.listTools()),
    ({ tools }) => tools.map(({ name }) => name)
  )

describe("initialize", () => {
  it.effect("tells who we are and what we can", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      assert.deepInclude(client.getServerVersion(), { name: "k0rdent-mcp", version: "1.2.3" })
      assert.deepStrictEqual(client.getServerCapabilities(), {
        resources: { subscribe: true },
        tools: {},
        completions: {},
        prompts: {},
        extensions: { "io.modelcontextprotocol/ui": { mimeTypes: ["text/html;profile=mcp-app"] } }
      })
      assert.strictEqual(client.getInstructions(), instructions("kcm-system"))
    })
  )

  it.effect("is refused where it says too little, and can be asked again", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const peer = yield* connectRaw(stage.layer)
      yield* peer.request(0, "initialize", { capabilities: {}, clientInfo: { name: "test", version: "1" } })
      const refused = yield* peer.next
      assert.deepInclude(refused, { id: 0 })
      assert.nestedPropertyVal(refused, "error.code", -32602)
      const params = { protocolVersion: "1999-01-01", capabilities: {}, clientInfo: { name: "test", version: "1" } }
      yield* peer.request(1, "initialize", params)
      assert.nestedPropertyVal(yield* peer.next, "result.protocolVersion", "2025-11-25")
    })
  )

  it("has instructions that no client cuts off", () => {
    assert.isBelow(Buffer.byteLength(instructions("n".repeat(63))), 2048)
  })
})

describe("tools/list", () => {
  it.effect("is what the golden file says, on one page, and small enough for a model to bear", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const { nextCursor, tools } = yield* Effect.promise(() => client.listTools())
      assert.isUndefined(nextCursor)
      yield* Effect.promise(() =>
        expect(`${JSON.stringify(tools, undefined, 2)}\n`).toMatchFileSnapshot(
          fileURLToPath(new URL("golden/tools.json", import.meta.url))
        )
      )
      // What a model reads of it is all but the output schemas.
      assert.isBelow(JSON.stringify(tools.map(({ outputSchema: _, ...read }) => read)).length, 8000)
      assert.isBelow(JSON.stringify(tools).length, 16_000)
      for (const tool of tools) assert.isBelow(Buffer.byteLength(tool.description ?? ""), 2048)
      assert.isTrue(tools.every(({ annotations }) => annotations?.readOnlyHint === true))
    })
  )

  const dotted = "k0rdent.mgmt.clusterDeployments.getState"
  const underscored = "k0rdent_mgmt_clusterDeployments_getState"
  const clients: ReadonlyArray<readonly [string, string]> = [
    ["gemini-cli-mcp-client", dotted],
    ["inspector-client", dotted],
    ["test", underscored],
    ["mcp", underscored],
    ["Cline", underscored],
    ["Open WebUI", underscored],
    ["claude-ai", underscored],
    ["claude-ai (via mcp-remote 0.1.37)", underscored],
    ["claude-code", underscored],
    ["Visual Studio Code - Insiders", underscored],
    ["cursor-vscode", underscored],
    ["codex-mcp-client", underscored],
    ["github-copilot-developer", underscored],
    ["qwen-code-mcp-client", underscored]
  ]
  it.effect.each(clients)("names the tool as %s can bear it", ([client, name]) =>
    Effect.gen(function* () {
      assert.strictEqual((yield* listed(yield* connect(client)))[0], name)
    })
  )

  it.effect("names it as the setting says, whoever asks", () =>
    Effect.gen(function* () {
      const first = (names: ReadonlyArray<string>) => names[0]
      assert.strictEqual(first(yield* listed(yield* connect("claude-ai", { toolNames: "dotted" }))), dotted)
      assert.strictEqual(first(yield* listed(yield* connect("gemini-cli", { toolNames: "underscored" }))), underscored)
    })
  )
})

describe("tools/call", () => {
  const call = (client: Client, args: Record<string, unknown>, name = "k0rdent.mgmt.clusterDeployments.getState") =>
    Effect.promise(() => client.callTool({ name, arguments: args }))

  it.effect("answers with the update and a text beside it, under either name", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      // The official client validates structuredContent against the schema it has listed.
      yield* listed(client)
      for (const name of ["k0rdent.mgmt.clusterDeployments.getState", "k0rdent_mgmt_clusterDeployments_getState"]) {
        const result = yield* call(client, { namespace: "kcm-system", name: "demo" }, name)
        assert.deepStrictEqual(result.structuredContent, { update: update(), cursor: "here" })
        assert.deepStrictEqual(result.content, [
          {
            type: "text",
            text: "kcm-system/demo (azure, eastus): Provisioning, 25 %\nCreating the cloud infrastructure\ncursor: here"
          },
          {
            type: "resource_link",
            uri,
            name: "kcm-system/demo",
            description: "the cluster's story; subscribe to be told as it happens",
            mimeType: "application/json"
          }
        ])
        assert.notProperty(result, "isError")
      }
    })
  )

  const meant: ReadonlyArray<readonly [Record<string, unknown>, string]> = [
    [{ name: "demo" }, "kcm-system"],
    [{ name: "demo", namespace: null }, "kcm-system"],
    [{ name: "demo", namespace: "", since: null }, "kcm-system"],
    [{ name: "demo", namespace: "team-a" }, "team-a"],
    [{ name: "team-a/demo" }, "team-a"],
    [{ name: "team-a/demo", namespace: "team-a" }, "team-a"]
  ]
  it.effect.each(meant)("means by %j the cluster in %s", ([args, namespace]) =>
    Effect.gen(function* () {
      const result = yield* call(yield* connect(), args)
      assert.nestedPropertyVal(result.structuredContent, "update.metadata.namespace", namespace)
    })
  )

  const wrong: ReadonlyArray<readonly [Record<string, unknown>, RegExp]> = [
    [{}, /name: /],
    [{ name: 5 }, /name: /],
    [{ name: "Demo" }, /name: /],
    [{ name: "../demo" }, /namespace: /],
    [{ name: "a/b/c" }, /name: /],
    [{ name: "team-a/demo", namespace: "team-b" }, /another namespace than "team-b"/],
    [{ name: "demo", namespace: "a.b" }, /namespace: /],
    [{ name: "demo", nmespace: "x" }, /nmespace: /],
    [{ name: "absent" }, /ClusterDeployment kcm-system\/absent was not found/],
    [{ name: "demo", namespace: "secret" }, /namespace "secret" is not allowed/]
  ]
  it.effect.each(wrong)("says in the result what is wrong with %j", ([args, why]) =>
    Effect.gen(function* () {
      const result = yield* call(yield* connect(), args)
      assert.isTrue(result.isError)
      const [content] = Array.isArray(result.content) ? result.content : []
      assert.match(content.text, why)
      assert.notInclude(content.text, "\n")
      assert.notProperty(result, "structuredContent")
    })
  )

  it.effect("knows no other tool", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const error = yield* failure(() => client.callTool({ name: "k0rdent.mgmt.getState" }))
      assert.deepInclude(error, { code: -32602 })
      assert.match(String(error), /unknown tool "k0rdent.mgmt.getState"/)
    })
  )

  it.effect("hides a defect from the client", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const error = yield* failure(() =>
        client.callTool({ name: "k0rdent_mgmt_clusterDeployments_getState", arguments: { name: "broken" } })
      )
      assert.deepInclude(error, { code: -32603 })
      assert.notInclude(JSON.stringify(error), "abc123")
      assert.notInclude(String(error), "abc123")
    })
  )
})

describe("resources", () => {
  it.effect("has one template", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const { resourceTemplates } = yield* Effect.promise(() => client.listResourceTemplates())
      assert.deepStrictEqual(
        resourceTemplates.map(({ mimeType, name, uriTemplate }) => ({ mimeType, name, uriTemplate })),
        [{ mimeType: "application/json", name: "k0rdent.cluster.monitor", uriTemplate: template }]
      )
    })
  )

  it.effect("lists every cluster once, a hundred a page", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const sizes: Array<number> = []
      const names: Array<string> = []
      let cursor: string | undefined
      do {
        const page = yield* Effect.promise(() => client.listResources(cursor === undefined ? {} : { cursor }))
        sizes.push(page.resources.length)
        names.push(...page.resources.map(({ name }) => name))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      assert.deepStrictEqual(sizes, [100, 100, 50])
      assert.deepStrictEqual(
        names,
        many.map(({ name, namespace }) => `${namespace}/${name}`)
      )
    })
  )

  it.effect("reads the whole state as JSON, under the URI as asked", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const asked = `${uri}?timeout=60`
      const { contents } = yield* Effect.promise(() => client.readResource({ uri: asked }))
      assert.deepStrictEqual(contents, [{ uri: asked, mimeType: "application/json", text: JSON.stringify(update()) }])
    })
  )

  const refusals: ReadonlyArray<readonly [string, number, RegExp]> = [
    ["k0rdent://cluster-monitor/kcm-system/absent", -32002, /was not found/],
    ["k0rdent://cluster-monitor/secret/demo", -32602, /namespace "secret" is not allowed/],
    ["k0rdent://cluster-monitor/secret/absent", -32002, /was not found/],
    ["k0rdent://cluster-monitor/kcm-system/broken", -32603, /internal error/],
    ["k0rdent://cluster-monitor/kcm-system/demo/", -32602, /invalid resource URI/],
    ["file:///etc/passwd", -32602, /invalid resource URI/]
  ]
  it.effect.each(refusals)("refuses to read %s", ([asked, code, why]) =>
    Effect.gen(function* () {
      const client = yield* connect()
      const error = yield* failure(() => client.readResource({ uri: asked }))
      assert.deepInclude(error, { code })
      assert.match(String(error), why)
      assert.notInclude(JSON.stringify(error), "abc123")
    })
  )

  it.effect.each(["resources/subscribe", "resources/unsubscribe", "resources/read"])("wants a URI for %s", (method) =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const peer = yield* connectRaw(stage.layer)
      for (const [id, params] of [{}, { uri: 5 }, { uri: ["k0rdent:"] }, { uri: "" }].entries()) {
        yield* peer.request(id, method, params)
        const answer = yield* peer.next
        assert.nestedPropertyVal(answer, "error.code", -32602)
        assert.deepInclude(answer, { id })
      }
    })
  )
})

describe("completion/complete", () => {
  const complete = (client: Client, name: string, value: string, chosen: Record<string, string> = {}) =>
    Effect.map(
      Effect.promise(() =>
        client.complete({
          ref: { type: "ref/resource", uri: template },
          argument: { name, value },
          context: { arguments: chosen }
        })
      ),
      ({ completion }) => completion
    )

  it.effect("proposes namespaces and the names in the one chosen", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      assert.deepStrictEqual(yield* complete(client, "namespace", ""), {
        values: ["kcm-system", "team-a"],
        total: 2,
        hasMore: false
      })
      assert.deepStrictEqual((yield* complete(client, "namespace", "team")).values, ["team-a"])
      assert.deepStrictEqual((yield* complete(client, "name", "cluster-11", { namespace: "kcm-system" })).total, 10)
      const names = yield* complete(client, "name", "", { namespace: "team-a" })
      assert.deepStrictEqual([names.values.length, names.total, names.hasMore], [100, 130, true])
    })
  )

  it.effect("knows no other argument or template", () =>
    Effect.gen(function* () {
      const client = yield* connect()
      const argument = { name: "zone", value: "" }
      for (const ref of [
        { type: "ref/resource" as const, uri: template },
        { type: "ref/prompt" as const, name: "x" }
      ]) {
        assert.deepInclude(yield* failure(() => client.complete({ ref, argument })), { code: -32602 })
      }
    })
  )
})

describe("what we do not have", () => {
  it.effect.each(["prompts/lists", "logging/setLevel", "tasks/list", "nonsense", "__proto__"])(
    "is said of %s",
    (method) =>
      Effect.gen(function* () {
        const stage = yield* makeStage()
        const peer = yield* connectRaw(stage.layer)
        yield* peer.request(1, method)
        assert.nestedPropertyVal(yield* peer.next, "error.code", -32601)
      })
  )
})
