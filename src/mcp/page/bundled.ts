import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

const script = async (): Promise<string> => {
  const bundle = await rolldown({ input: here("browser/main.ts"), platform: "browser", logLevel: "warn" })
  const { output } = await bundle.generate({ format: "esm", minify: true })
  await bundle.close()
  // Nothing in a script may end it early.
  return output[0].code.trim().replaceAll("</script", "<\\/script")
}

const style = async (): Promise<string> => (await readFile(here("page.css"), "utf8")).replaceAll(/\n\s*/gu, "\n").trim()

/**
 * The page as one file, made from its sources. The build puts what this returns in its place: the program that is published
 * carries the page, and not what makes it.
 */
export const bundledPage = async (): Promise<{
  readonly html: string
  readonly script: string
  readonly style: string
}> => {
  const parts = { script: await script(), style: await style() }
  const frame = await readFile(here("page.html"), "utf8")
  const html = frame
    .replace("<style></style>", () => `<style>${parts.style}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${parts.script}</script>`)
  return { html, ...parts }
}
