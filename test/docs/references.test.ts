import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { shown, terminalPicture } from "../../scripts/terminalPicture.ts"

const read = (file: string) => readFileSync(file, "utf8")
const code = globSync(["src/**/*.ts", "test/**/*.ts", "fixtures/authoring/**/*.ts", "scripts/*.ts"])
const pages = globSync([
  "*.md",
  "docs/**/*.md",
  "fixtures/*.md",
  "examples/**/*.md",
  "evals/*.md",
  ".github/**/*.md"
]).filter(
  // The generated reference is not there for most.
  (page) => !page.startsWith("docs/api/")
)

// What a lane of its own writes.
const written = new Set(["docs/performance.md", "docs/api"])

const label = "(?:trap \\d+|[a-k](?:\\.\\d+)?(?![\\w']))"
const citation = new RegExp(`field guide(?: section)? (${label}(?:(?:, | and |-)${label})*)`, "gu")

describe("the field guide", () => {
  const guide = read("docs/field-guide.md")
  const headings = new Set([
    ...[...guide.matchAll(/^#+ ([a-k](?:\.\d+)?)\.? /gmu)].map(([, name]) => name),
    ...[...guide.matchAll(/^\| (\d+) \|/gmu)].map(([, number]) => `trap ${number}`)
  ])

  it("has a heading for everything that the code cites of it", () => {
    const cited = code.flatMap((file) =>
      [...read(file).matchAll(citation)].flatMap(([, labels = ""]) =>
        [...labels.matchAll(new RegExp(label, "gu"))].map(([name]) => ({ file, name }))
      )
    )
    assert.isAbove(cited.length, 40)
    assert.deepStrictEqual(
      cited.filter(({ name }) => !headings.has(name)),
      []
    )
  })

  it("has a heading for everything that it cites itself", () => {
    const cited = [...guide.matchAll(/\b([a-k]\.\d+)\b(?!\.\w)/gu)].map(([, name]) => name)
    assert.deepStrictEqual(
      cited.filter((name) => name !== undefined && !headings.has(name)),
      []
    )
  })
})

describe.each(pages)("%s", (page) => {
  const text = read(page)

  it("links to what is there", () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/gu)].map(([, target = ""]) => target)
    assert.deepStrictEqual(
      links.filter((target) => !existsSync(join(dirname(page), target))),
      []
    )
  })

  it("names files and folders that are there", () => {
    if (page === "docs/upstream-tasks.md") return
    const paths = [...text.matchAll(/`((?:src|test|docs|fixtures|scripts|examples|charts)\/[\w./*{},-]+)`/gu)].map(
      ([, path = ""]) => path
    )
    assert.deepStrictEqual(
      paths.filter((path) => !written.has(path) && globSync(path).length === 0),
      []
    )
  })
})

/** Files and folders, as a page that speaks of one room may shorten them: by the end of their path. */
const tree = globSync("{src,test,fixtures,scripts,examples,evals,charts,docs}/**/*")
  .concat("src", "test")
  .flatMap((path) => [`/${path}`, `/${path}/`])

it.each(["docs/architecture.md", "docs/coverage.md", "docs/glossary.md", "CONTRIBUTING.md"])(
  "%s names rooms that are still there",
  (page) => {
    const names = [...read(page).matchAll(/`([a-zA-Z][\w/-]*(?:\.\w+)*(?:\.ts|\/))`/gu)].map(([, name = ""]) => name)
    assert.isNotEmpty(page.startsWith("docs/a") ? names : [page])
    assert.deepStrictEqual(
      names.filter((name) => !tree.some((path) => path.endsWith(`/${name}`))),
      []
    )
  }
)

it("shows the terminal as it is", () => {
  assert.strictEqual(read(shown.file), terminalPicture(shown), "npm run fixtures remakes it")
})

it("begins with a page that can be read in one go", () => {
  assert.isBelow(read("README.md").split("\n").length, 200)
})
