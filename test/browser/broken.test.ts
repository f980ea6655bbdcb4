import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { isInstalled, launch } from "./browser.ts"
import { startStage } from "./stage.ts"

const quiet = { timeout: 45_000 }

describe.skipIf(!isInstalled)("the page when its server goes", () => {
  it.live("says that it is not live, keeps what it knew, and goes on by itself once there is a server again", () =>
    Effect.gen(function* () {
      const { faults, page } = yield* launch()
      const { kill, origin, startAgain } = yield* startStage(["azure-standalone"], { speed: 12 })
      const milestones = () => page.locator("ol.timeline li").count()
      yield* Effect.promise(async () => {
        await page.goto(`${origin}/#/kcm-system/azure-edge`)
        await page.locator("ol.timeline li").nth(2).waitFor(quiet)
      })
      const before = yield* Effect.promise(milestones)
      yield* kill
      yield* Effect.promise(async () => {
        await page.locator("#connection", { hasText: "Not live" }).waitFor()
        await page.getByRole("heading", { level: 1, name: "kcm-system/azure-edge" }).waitFor()
        assert.isAtLeast(await milestones(), before)
      })
      yield* startAgain
      yield* Effect.promise(async () => {
        await page.locator("#connection").waitFor({ ...quiet, state: "hidden" })
        await page.locator(".head .badge", { hasText: "Ready" }).waitFor({ timeout: 80_000 })
        assert.isAbove(await milestones(), before)
        const told = await page.locator("ol.timeline li").allTextContents()
        assert.strictEqual(new Set(told).size, told.length)
      })
      assert.deepStrictEqual(faults, [])
    })
  )

  it.live("shows nothing any more once its token is taken away, and asks for another", () =>
    Effect.gen(function* () {
      const { page } = yield* launch()
      const { origin, writeTokens } = yield* startStage(["adopted"], { tokens: "one\n" })
      yield* Effect.promise(async () => {
        await page.goto(`${origin}/#/kcm-system/legacy`)
        await page.getByLabel("Bearer token").fill("one")
        await page.getByRole("button", { name: "Show clusters" }).click()
        await page.getByRole("heading", { level: 1, name: "kcm-system/legacy" }).waitFor(quiet)
        await page.locator("article.story").waitFor(quiet)
      })
      yield* writeTokens("two\n")
      yield* Effect.promise(async () => {
        await page.getByRole("alert").filter({ hasText: "does not know this token" }).waitFor(quiet)
        assert.notInclude((await page.locator("body").textContent()) ?? "", "legacy")
        assert.notInclude(await page.title(), "legacy")
        assert.strictEqual(await page.evaluate("document.activeElement.id"), "token")
        await page.getByLabel("Bearer token").fill("two")
        await page.keyboard.press("Enter")
        await page.locator("article.story").waitFor(quiet)
      })
    })
  )
})
