import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isInstalled, launch } from "./browser.ts"
import { startStage } from "./stage.ts"

const quiet = { timeout: 45_000 }
const evil = "<img src=x onerror=alert(1)><script>alert(2)</script>"

const hostile = {
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: {
    name: "hostile",
    namespace: "kcm-system",
    uid: "00000000-0000-4000-8000-000000000001",
    creationTimestamp: new Date().toISOString().replace(/\.\d+Z$/u, "Z")
  },
  spec: { template: "aws-standalone-cp-1-0-16", credential: "aws" },
  status: {
    conditions: [
      {
        type: "TemplateReady",
        status: "False",
        reason: "Failed",
        message: `template broke: ${evil}`,
        lastTransitionTime: new Date().toISOString().replace(/\.\d+Z$/u, "Z")
      }
    ]
  }
}

describe.skipIf(!isInstalled)("the page in a browser", () => {
  it.live("lists clusters, and tells one's story live to Ready, from its own server alone", () =>
    Effect.gen(function* () {
      const { asked, faults, page } = yield* launch()
      const { origin } = yield* startStage(["azure-standalone"], { speed: 30 })
      yield* Effect.promise(async () => {
        await page.goto(origin)
        await page
          .getByRole("link", { name: "kcm-system/azure-edge Initializing" })
          .or(page.locator("li a"))
          .first()
          .waitFor()
        assert.match(await page.title(), /cluster/u)
        await page.locator("li a[href='#/kcm-system/azure-edge']").click()
        await page.getByRole("heading", { level: 1, name: "kcm-system/azure-edge" }).waitFor()
        const bar = page.getByRole("progressbar", { name: "Progress" })
        await bar.waitFor()
        const early = Number(await bar.getAttribute("aria-valuenow"))
        assert.isBelow(early, 100)
        await page.locator(".head .badge", { hasText: "Ready" }).waitFor(quiet)
        assert.strictEqual(await bar.getAttribute("aria-valuenow"), "100")
        assert.match(await page.title(), /^Ready · azure-edge/u)
        assert.strictEqual(await page.locator(".track [data-state=done]").count(), 6)
        assert.isAbove(await page.locator("ol.timeline li").count(), 5)
        await page.locator("ol.timeline li[data-tone=good]", { hasText: "is ready" }).waitFor()
      })
      assert.deepStrictEqual(faults, [])
      assert.sameMembers(
        [...new Set(asked.map((url) => new URL(url).origin))].filter((from) => from !== "null"),
        [origin]
      )
    })
  )

  it.live("tells what is wrong and what to do", () =>
    Effect.gen(function* () {
      const { page } = yield* launch()
      const { origin } = yield* startStage(["rejected-config"])
      yield* Effect.promise(async () => {
        await page.goto(`${origin}/#/kcm-system/typo`)
        await page.locator(".head .badge", { hasText: "Failed" }).waitFor(quiet)
        await page.locator(".remedy", { hasText: "Correct spec.config" }).first().waitFor(quiet)
        await page.locator(".track [data-state=failed][aria-current=step]").waitFor({ timeout: 8000 })
      })
    })
  )

  it.live("shows nothing without a token, and asks for one", () =>
    Effect.gen(function* () {
      const { page } = yield* launch()
      const { origin } = yield* startStage(["adopted"], { tokens: "page-secret\n" })
      yield* Effect.promise(async () => {
        await page.goto(`${origin}/#/kcm-system/legacy`)
        const field = page.getByLabel("Bearer token")
        await field.waitFor()
        assert.notInclude((await page.locator("body").textContent()) ?? "", "legacy")
        await field.fill("wrong")
        await page.keyboard.press("Enter")
        await page.getByRole("alert").waitFor()
        await page.getByLabel("Bearer token").fill("page-secret")
        await page.keyboard.press("Enter")
        await page.getByRole("heading", { level: 1, name: "kcm-system/legacy" }).waitFor(quiet)
        assert.notInclude(page.url(), "page-secret")
        assert.strictEqual(await page.evaluate("localStorage.length + document.cookie.length"), 0)
      })
    })
  )

  it.live("shows what a cluster says as text, whatever it says", () =>
    Effect.gen(function* () {
      const { origin, simulator } = yield* startStage([])
      yield* simulator.put(hostile)
      const { faults, page } = yield* launch()
      yield* Effect.promise(async () => {
        await page.goto(`${origin}/#/kcm-system/hostile`)
        await page.locator("details.conditions summary").click()
        await page.locator("ul.conditions .message", { hasText: "<img src=x" }).waitFor()
        assert.strictEqual(await page.locator("main img, main script").count(), 0)
        await page.goto(`${origin}/#/kcm-system/%3Cimg%20src=x%3E`)
        await page.locator("#connection", { hasText: "Not live" }).waitFor()
        assert.strictEqual(await page.locator("body img").count(), 0)
      })
      assert.deepStrictEqual(faults, [])
    })
  )

  it.live("is used by the keyboard alone, fits a phone, and comes back by itself", () =>
    Effect.gen(function* () {
      const { context, page } = yield* launch({ viewport: { width: 360, height: 740 }, colorScheme: "dark" })
      const { origin } = yield* startStage(["adopted"])
      const width = () => page.evaluate("document.documentElement.scrollWidth")
      yield* Effect.promise(async () => {
        await page.goto(origin)
        await page.locator("li a").first().waitFor()
        assert.strictEqual(await width(), 360)
        await page.keyboard.press("Tab")
        assert.strictEqual(await page.evaluate("document.activeElement.id"), "filter")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.locator("article h1").waitFor()
        assert.strictEqual(await page.evaluate("document.activeElement.id"), "title")
        assert.strictEqual(await width(), 360)
        await page.locator("#back").focus()
        await page.keyboard.press("Enter")
        await page.getByRole("heading", { level: 1, name: "Clusters" }).waitFor()
        const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor")
        const dark = await ground()
        await page.emulateMedia({ colorScheme: "light" })
        assert.notStrictEqual(await ground(), dark)
        await context.setOffline(true)
        await page.locator("li a").first().click()
        await page.locator("#connection", { hasText: "Trying again" }).waitFor()
        await context.setOffline(false)
        await page.locator("article h1").waitFor(quiet)
        await page.locator("#connection").waitFor({ state: "hidden" })
      })
    })
  )
})
