// Lays out the MCP bundle in dist/mcpb, for `npx @anthropic-ai/mcpb pack dist/mcpb`. `npm run mcpb`.
import { cpSync, mkdirSync, rmSync } from "node:fs"

const bundle = "dist/mcpb"
rmSync(bundle, { recursive: true, force: true })
mkdirSync(bundle, { recursive: true })
cpSync("mcpb/manifest.json", `${bundle}/manifest.json`)
cpSync("dist/bin", `${bundle}/server`, { recursive: true })
for (const file of ["LICENSE", "package.json", "dist/THIRD-PARTY.txt"])
  cpSync(file, `${bundle}/${file.split("/").at(-1)}`)
