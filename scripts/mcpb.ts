// Lays out the MCP bundle, in dist/mcpb or in the folder that is named, as `mcpb pack` takes it. `npm run mcpb` packs it, too.
import { cpSync, mkdirSync, rmSync } from "node:fs"

const bundle = process.argv[2] ?? "dist/mcpb"
rmSync(bundle, { recursive: true, force: true })
mkdirSync(bundle, { recursive: true })
cpSync("mcpb/manifest.json", `${bundle}/manifest.json`)
// As in the package: the program looks for its version two folders up.
cpSync("dist/bin", `${bundle}/dist/bin`, { recursive: true })
for (const file of ["LICENSE", "package.json", "dist/THIRD-PARTY.txt"])
  cpSync(file, `${bundle}/${file.split("/").at(-1)}`)
