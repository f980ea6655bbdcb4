import type { IncomingMessage, ServerResponse } from "node:http"
import { Effect } from "effect"
import { refuse } from "../transport/http/refuse.ts"
import { loadPage } from "./page.ts"

/** Answers with the page. It needs no token: there is nothing of any cluster in it, and it asks for one itself. */
export const servePage = Effect.fnUntraced(function* (request: IncomingMessage, response: ServerResponse) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD")
    return yield* refuse(response, 405, { message: "the page can only be read; the MCP endpoint is /mcp" })
  }
  const { contentSecurityPolicy, html } = yield* loadPage
  const body = Buffer.from(html)
  response
    .writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-length": body.byteLength,
      "content-security-policy": contentSecurityPolicy,
      "cache-control": "no-cache",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff"
    })
    .end(request.method === "HEAD" ? undefined : body)
})
