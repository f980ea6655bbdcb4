import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { Plugin } from "rolldown"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license?: string
}

const packageOf = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/u
const legal = /^(?:licen[cs]e|notice|copying)/iu

const inWords = async (folder: string): Promise<string> => {
  const manifest: Manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"))
  const files = (await readdir(folder)).filter((file) => legal.test(file)).toSorted()
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")))
  if (manifest.license === undefined && texts.length === 0)
    throw new Error(`${manifest.name} says nothing of its licence`)
  return [`${manifest.name} ${manifest.version}, ${manifest.license ?? "see below"}`, ...texts].join("\n\n").trim()
}

/** Writes the licences of every package of which something was bundled into one file. */
export const thirdParty = (file: string): Plugin => ({
  name: "third-party",
  generateBundle: async (_options, bundle) => {
    const modules = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? part.moduleIds : []))
    const folders = new Set(modules.flatMap((id) => packageOf.exec(id)?.[0] ?? []))
    const notices = await Promise.all([...folders].toSorted().map(inWords))
    const rule = `\n\n${"-".repeat(80)}\n\n`
    await writeFile(file, `${["k0rdent-mcp is bundled with parts of these packages.", ...notices].join(rule)}\n`)
  }
})
