// Remakes the pictures of the docs: the story in a terminal, and on the page. `npm run pictures`; the page needs a browser.
import { writeFileSync } from "node:fs"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Console, Effect } from "effect"
import { isInstalled, launch } from "../test/browser/browser.ts"
import { startStage } from "../test/browser/stage.ts"
import { shown, terminalPicture } from "./terminalPicture.ts"

const pageFile = "docs/page.png"

/** A cluster that is up, with a service that fails: all that the page has to show. */
const page = Effect.gen(function* () {
  const { origin } = yield* startStage(["failing-service"], { speed: 30 })
  const { page } = yield* launch({ colorScheme: "dark", viewport: { width: 760, height: 640 } })
  yield* Effect.promise(async () => {
    await page.goto(`${origin}/#/kcm-system/web-eu`)
    await page.getByText("What is wrong, and what to do").waitFor({ timeout: 60_000 })
    // Until the page has drawn what came with it.
    await page.waitForTimeout(500)
    await page.screenshot({ path: pageFile, type: "png" })
  })
})

const pictures = Effect.gen(function* () {
  writeFileSync(shown.file, terminalPicture(shown))
  yield* Console.log(shown.file)
  if (!isInstalled) return yield* Console.error(`${pageFile} stays as it is: there is no browser (CHROMIUM names one)`)
  yield* Effect.scoped(page)
  yield* Console.log(pageFile)
})

NodeRuntime.runMain(pictures)
