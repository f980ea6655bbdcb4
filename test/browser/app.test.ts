import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { rolldown } from "rolldown"
import { sendModern } from "../mcp/http/server.ts"
import { isInstalled, launch } from "./browser.ts"
import { startStage } from "./stage.ts"

const decodeRead = Schema.decodeUnknownSync(
  Schema.Struct({ contents: Schema.Tuple([Schema.Struct({ text: Schema.String })]) })
)
const decodeCall = Schema.decodeUnknownSync(
  Schema.Struct({ name: Schema.String, arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown)) })
)

const decodeAnswer = Schema.decodeUnknownSync(Schema.Struct({ result: Schema.Unknown }))

/** The host's page as one script. */
const hostScript = Effect.promise(async () => {
  const input = fileURLToPath(new URL("host/host.ts", import.meta.url))
  const bundle = await rolldown({ input, platform: "browser", logLevel: "silent" })
  const { output } = await bundle.generate({ format: "esm" })
  await bundle.close()
  return output[0].code
})

describe.skipIf(!isInstalled)("the page as an MCP App", () => {
  it.live("shows what a tool answered, takes the host's theme, and follows the story through the host", () =>
    Effect.gen(function* () {
      const { asked, faults, page } = yield* launch()
      const { port } = yield* startStage(["azure-standalone"], { speed: 30 })
      const ask = (method: string, params: Record<string, unknown>) =>
        Effect.runPromise(
          Effect.map(
            Effect.flatMap(sendModern(port, method, params), ({ next }) => next),
            (answer) => decodeAnswer(answer).result
          )
        )
      const script = yield* hostScript
      const called: Array<string> = []
      yield* Effect.promise(async () => {
        await page.exposeFunction("appHtml", async () => {
          const read = decodeRead(await ask("resources/read", { uri: "ui://k0rdent/cluster" }))
          return read.contents[0].text
        })
        await page.exposeFunction("callTool", (params: unknown) => {
          const call = decodeCall(params)
          called.push(call.name.split("_").at(-1) ?? "")
          return ask("tools/call", { name: call.name, arguments: call.arguments ?? {} })
        })
        await page.exposeFunction("firstResult", () =>
          ask("tools/call", { name: "k0rdent_mgmt_clusterDeployments_list", arguments: {} })
        )
        await page.route("http://host.example/", (route) =>
          route.fulfill({ contentType: "text/html", body: "<!doctype html><title>host</title><body></body>" })
        )
        await page.goto("http://host.example/")
        await page.addScriptTag({ type: "module", content: script })
        const app = page.frameLocator("iframe")
        await app.getByRole("heading", { level: 1, name: "Clusters" }).waitFor()
        assert.strictEqual(await app.locator("html").getAttribute("data-theme"), "dark")
        await app.locator("li a[href='#/kcm-system/azure-edge']").click()
        await app.getByRole("heading", { level: 1, name: "kcm-system/azure-edge" }).waitFor()
        await app.locator(".head .badge", { hasText: "Ready" }).waitFor({ timeout: 45_000 })
      })
      assert.includeMembers(called, ["getState", "wait"])
      assert.deepStrictEqual(faults, [])
      assert.deepStrictEqual(
        asked.filter((url) => !url.startsWith("about:") && !url.startsWith("data:")),
        ["http://host.example/"]
      )
    })
  )
})
