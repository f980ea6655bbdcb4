import { createHash } from "node:crypto"
import { Effect } from "effect"

/** The page in its two uses: what a browser is served, and what a host of MCP Apps shows. */
export interface Page {
  readonly html: string
  /** Lets nothing in but what stands in the page, and nothing out but to the server it came from. */
  readonly contentSecurityPolicy: string
}

const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`

/** Loads the page, which most processes never need. */
export const loadPage: Effect.Effect<Page> = Effect.promise(async () => {
  const { bundledPage } = await import("./bundled.ts")
  const { html, script, style } = await bundledPage()
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'"
  ].join("; ")
  return { html, contentSecurityPolicy }
})
