import { globSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { parse, parseAllDocuments } from "yaml"
import { usage } from "../../src/cli/usage.ts"

const pages = globSync(["README.md", "CONTRIBUTING.md", "docs/*.md", "examples/*.md"]).filter(
  (page) => page !== "docs/upstream-tasks.md"
)
const blocksIn = (text: string) =>
  [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gmu)].map(([, language = "", body = ""]) => ({ language, body }))

const Scripts = Schema.Struct({ scripts: Schema.Record(Schema.String, Schema.String) })
const { scripts } = Schema.decodeUnknownSync(Schema.fromJsonString(Scripts))(readFileSync("package.json", "utf8"))

const Server = Schema.Struct({
  type: Schema.optionalKey(Schema.Literals(["stdio", "http"])),
  command: Schema.optionalKey(Schema.String),
  args: Schema.optionalKey(Schema.Array(Schema.String)),
  url: Schema.optionalKey(Schema.String),
  headers: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
  env: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})
const Servers = Schema.Record(Schema.String, Server)
const isClientConfiguration = Schema.is(
  Schema.Union([Schema.Struct({ mcpServers: Servers }), Schema.Struct({ servers: Servers })])
)

const known = {
  commands: new Set([...usage.matchAll(/^ {2}k0rdent-mcp \[?([a-z]+)/gmu)].map(([, name]) => name)),
  flags: new Set([...usage.matchAll(/(--[a-z-]+)/gu)].map(([, name]) => name))
}

describe.each(pages)("%s", (page) => {
  const text = readFileSync(page, "utf8")
  const blocks = blocksIn(text)

  it("has blocks of JSON and YAML that are such, and configurations that a client understands", () => {
    for (const { body, language } of blocks) {
      if (language === "yaml") for (const document of parseAllDocuments(body)) assert.isEmpty(document.errors)
      if (language !== "json") continue
      const value: unknown = JSON.parse(body)
      if (/"(?:mcpServers|servers)"/u.test(body)) assert.isTrue(isClientConfiguration(value), body)
    }
  })

  it("calls scripts, commands and flags that there are", () => {
    const lines = [
      ...blocks.map(({ body }) => body),
      ...[...text.matchAll(/`([^`\n]+)`/gu)].map(([, code = ""]) => code)
    ]
    const code = lines.join("\n")
    for (const [, script = ""] of code.matchAll(/\bnpm run (?:-s )?([\w:-]+)/gu)) assert.property(scripts, script)
    for (const [, command = "", rest = ""] of code.matchAll(/(?:^|\s)(?:npx )?k0rdent-mcp ([a-z]+)\b([^\n`|>]*)/gu)) {
      // `k0rdent-mcp` is also the name of the chart, the image and the package.
      if (!known.commands.has(command)) continue
      for (const [flag] of rest.matchAll(/--[a-z-]+/gu)) assert.isTrue(known.flags.has(flag), `${command} ${flag}`)
    }
  })

  it("sets variables that there are", () => {
    const sources = globSync("src/**/*.ts")
      .map((file) => readFileSync(file, "utf8"))
      .join("\n")
    for (const name of new Set(text.match(/\b(?:K0RDENT|CLUSTER_GLOBAL)_[A-Z_]+\b/gu)))
      assert.include(sources, `"${name}"`)
  })
})

it("documents the rights as Kubernetes reads them", () => {
  for (const document of parseAllDocuments(readFileSync("docs/rbac.yaml", "utf8"))) assert.isEmpty(document.errors)
  assert.isObject(parse(readFileSync("charts/k0rdent-mcp/values.yaml", "utf8")))
})
