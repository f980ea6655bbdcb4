import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { type BrowserContextOptions, chromium } from "playwright-core"

/** Debian's Chromium; elsewhere whatever CHROMIUM names. */
export const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium"

export const isInstalled = existsSync(executablePath)

const args = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** A real browser with a profile of its own; gone when the scope closes. */
export const launch = Effect.fnUntraced(function* (options: BrowserContextOptions = {}) {
  const profile = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "k0rdent-mcp-browser-"))),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
  )
  const context = yield* Effect.acquireRelease(
    Effect.promise(() => chromium.launchPersistentContext(profile, { executablePath, args, ...options })),
    (open) => Effect.promise(() => open.close())
  )
  const page = yield* Effect.promise(() => context.newPage())
  const asked: Array<string> = []
  const faults: Array<string> = []
  page.on("request", (request) => void asked.push(request.url()))
  page.on("pageerror", (error) => void faults.push(String(error)))
  page.on("console", (message) => {
    // A status that is no success stands in the console, too; the page tells it in words.
    if (message.type() === "error" && !message.text().includes("Failed to load resource")) faults.push(message.text())
  })
  page.on("dialog", (dialog) => void faults.push(`a dialog: ${dialog.message()}`))
  return { asked, context, faults, page }
})
