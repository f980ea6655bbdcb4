import { Effect } from "effect"
import { loadPage } from "./page.ts"

/** The page as an MCP App (SEP-1865, version 2026-01-26). */
export const appUri = "ui://k0rdent/cluster"

export const appMimeType = "text/html;profile=mcp-app"

/** What the server declares of the extension. */
export const appExtension = { "io.modelcontextprotocol/ui": { mimeTypes: [appMimeType] } }

/** On a tool: where a host finds what shows its results. */
export const shownByApp = { ui: { resourceUri: appUri } }

/** The app, as it is read. It asks for nothing beyond its host, so that the host's strictest policy will do. */
export const readApp = Effect.map(loadPage, ({ html }) => ({
  contents: [{ uri: appUri, mimeType: appMimeType, text: html, _meta: { ui: { prefersBorder: true } } }]
}))
