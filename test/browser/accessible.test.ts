import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import type { Page } from "playwright-core"
import { isInstalled, launch } from "./browser.ts"
import { startStage } from "./stage.ts"

const quiet = { timeout: 45_000 }

const decodeAudit = Schema.decodeUnknownSync(
  Schema.Struct({
    passes: Schema.Array(Schema.Struct({ id: Schema.String })),
    violations: Schema.Array(
      Schema.Struct({
        id: Schema.String,
        nodes: Schema.Array(Schema.Struct({ html: Schema.String, failureSummary: Schema.optionalKey(Schema.String) }))
      })
    )
  })
)

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

/** What axe-core finds against WCAG 2.2 A and AA, and the best practices beside them. Contrast is measured, not guessed. */
const audit = async (page: Page, where: string) => {
  await page.evaluate(axe)
  const { passes, violations } = decodeAudit(await page.evaluate("axe.run(document)"))
  assert.deepStrictEqual(
    violations.map(({ id, nodes }) => `${where}: ${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`),
    []
  )
  for (const rule of ["color-contrast", "region", "page-has-heading-one"]) {
    assert.isTrue(
      passes.some(({ id }) => id === rule),
      `${where}: ${rule} was not looked at`
    )
  }
}

const fits = async (page: Page, where: string) => {
  const [wanted, had] = [await page.evaluate("document.documentElement.scrollWidth"), await page.evaluate("innerWidth")]
  assert.strictEqual(wanted, had, where)
}

const looks = [
  { colorScheme: "light", width: 1100 },
  { colorScheme: "dark", width: 1100 },
  { colorScheme: "light", width: 320 },
  { colorScheme: "dark", width: 320 }
] as const

const inEachLook = async (page: Page, where: string) => {
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 700 })
    await audit(page, `${where}, ${colorScheme}, ${width} px`)
    await fits(page, `${where}, ${colorScheme}, ${width} px`)
  }
}

const instant = new Date().toISOString().replace(/\.\d+Z$/u, "Z")

/** One of very many clusters, whose names and complaints are as long as they may be. */
const oneOfMany = (index: number) => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: {
    name: `n${index}-${"very-long-name-".repeat(14)}x`,
    namespace: `team-${"w".repeat(50)}`,
    uid: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    creationTimestamp: instant
  },
  spec: { template: `aws-${"t".repeat(200)}`, credential: "aws" },
  status: {
    conditions: [
      {
        type: "TemplateReady",
        status: "False",
        reason: "R".repeat(300),
        message: `${"nowhere-to-break".repeat(60)} \u202Egnp.exe\u202C <b>bold</b>`,
        lastTransitionTime: instant
      }
    ]
  }
})

describe.skipIf(!isInstalled)("the page for everybody", () => {
  it.live("stands axe-core's audit in light and dark, on a desk and on a phone of 320 px", () =>
    Effect.gen(function* () {
      const { page } = yield* launch({ bypassCSP: true, reducedMotion: "reduce" })
      const { origin } = yield* startStage(["rejected-config", "failing-service", "adopted"], { speed: 20 })
      yield* Effect.promise(async () => {
        await page.goto(origin)
        await page.getByRole("heading", { level: 2, name: /Needs attention/u }).waitFor(quiet)
        await inEachLook(page, "list")
        await page.goto(`${origin}/#/kcm-system/typo`)
        await page.locator(".remedy").first().waitFor(quiet)
        await page.locator("details.conditions summary").click()
        await inEachLook(page, "failed")
        await page.goto(`${origin}/#/kcm-system/web-eu`)
        await page.locator("ul.services").waitFor(quiet)
        await inEachLook(page, "services")
        const moves = await page.evaluate("getComputedStyle(document.querySelector('.bar .fill')).transitionDuration")
        assert.strictEqual(moves, "0s")
        await page.goto(`${origin}/#/kcm-system/there-is-none`)
        await page.getByRole("status").filter({ hasText: "was not found" }).waitFor()
        await page.getByRole("link", { name: "All clusters" }).waitFor()
        await inEachLook(page, "not found")
      })
    })
  )

  it.live("names the bar, the phases, and what has just happened, to whoever hears it", () =>
    Effect.gen(function* () {
      const { page } = yield* launch()
      const { origin } = yield* startStage(["azure-standalone"], { speed: 30 })
      yield* Effect.promise(async () => {
        await page.goto(`${origin}/#/kcm-system/azure-edge`)
        const bar = page.getByRole("progressbar", { name: "Progress" })
        await bar.waitFor()
        assert.match((await bar.getAttribute("aria-valuetext")) ?? "", /^[A-Z][a-z]+ \d+ % · azure-edge/u)
        await page.getByRole("list", { name: "Phases" }).getByRole("listitem").nth(5).waitFor()
        await page.getByRole("region", { name: "Timeline" }).waitFor()
        await page
          .getByRole("status")
          .filter({ hasText: /^azure-edge: (?:Bootstrapping|Scaling|Installing|Ready)\./u })
          .waitFor({ ...quiet, state: "attached" })
      })
    })
  )

  it.live("shows 200 clusters at once, whatever they are called and however long they complain", () =>
    Effect.gen(function* () {
      const { origin, simulator } = yield* startStage([])
      yield* Effect.forEach(
        Array.from({ length: 200 }, (_, index) => oneOfMany(index)),
        simulator.put
      )
      const { faults, page } = yield* launch({ viewport: { width: 320, height: 640 } })
      yield* Effect.promise(async () => {
        await page.goto(origin)
        await page.getByRole("link").nth(199).waitFor(quiet)
        await page.getByText("200 clusters").waitFor()
        await fits(page, "a long list")
        await page.getByLabel("Filter").fill("n17-")
        await page.getByRole("link").nth(1).waitFor({ state: "detached" })
        await page.getByRole("link").click()
        await page.getByRole("heading", { level: 1, name: /n17-/u }).waitFor(quiet)
        await page.locator("details.conditions summary").click()
        await fits(page, "a long story")
        assert.strictEqual(await page.locator("main b").count(), 0)
      })
      assert.deepStrictEqual(faults, [])
    })
  )
})
