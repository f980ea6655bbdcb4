import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { parse } from "yaml"

const read = (file: string) => readFileSync(file, "utf8")
const json = <S extends Schema.Top & { readonly DecodingServices: never }>(file: string, schema: S) =>
  Schema.decodeUnknownSync(Schema.fromJsonString(schema))(read(file))

const Package = Schema.Struct({ name: Schema.String, version: Schema.String, mcpName: Schema.String })
// The bounds of the registry's schema (2025-12-11).
const Server = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/u)),
  description: Schema.String.check(Schema.isMaxLength(100)),
  version: Schema.String,
  packages: Schema.Array(
    Schema.Struct({
      registryType: Schema.Literal("npm"),
      identifier: Schema.String,
      version: Schema.String,
      transport: Schema.Struct({ type: Schema.Literal("stdio") }),
      environmentVariables: Schema.Array(Schema.Struct({ name: Schema.String, description: Schema.String }))
    })
  )
})
const Bundle = Schema.Struct({
  name: Schema.String,
  version: Schema.String,
  server: Schema.Struct({ mcp_config: Schema.Struct({ env: Schema.Record(Schema.String, Schema.String) }) })
})

const own = json("package.json", Package)
const readme = read("README.md")

describe("where others find it", () => {
  it("is called the same, in the same version, everywhere", () => {
    const server = json("server.json", Server)
    const bundle = json("mcpb/manifest.json", Bundle)
    const chart: unknown = parse(read("charts/k0rdent-mcp/Chart.yaml"))
    assert.strictEqual(server.name, own.mcpName)
    assert.strictEqual(bundle.name, own.name)
    for (const { identifier, version } of server.packages) {
      assert.deepStrictEqual([identifier, version], [own.name, own.version])
    }
    assert.deepStrictEqual([server.version, bundle.version], [own.version, own.version])
    assert.deepInclude(chart, { name: own.name, appVersion: own.version })
    assert.include(read("CHANGELOG.md"), `## ${own.version}`)
  })

  it("names variables that the README explains", () => {
    const { packages } = json("server.json", Server)
    const named = [
      ...packages.flatMap(({ environmentVariables }) => environmentVariables.map(({ name }) => name)),
      ...Object.keys(json("mcpb/manifest.json", Bundle).server.mcp_config.env)
    ]
    for (const name of named) assert.include(readme, `| \`${name}\` |`)
  })

  it("is installed by links that say what a client has to run", () => {
    const configs = [...readme.matchAll(/install(?:-mcp)?\?name=k0rdent&config=([^)\s]+)/gu)].map(([, config = ""]) =>
      decodeURIComponent(config)
    )
    const told = configs.map((config): unknown =>
      JSON.parse(config.startsWith("{") ? config : Buffer.from(config, "base64").toString())
    )
    assert.deepStrictEqual(told, Array(2).fill({ command: "npx", args: ["-y", own.name] }))
  })

  it("has workflows and templates that are YAML", () => {
    for (const file of [
      "workflows/ci.yml",
      "workflows/publish.yml",
      "ISSUE_TEMPLATE/told-wrongly.yml",
      "ISSUE_TEMPLATE/does-not-work.yml"
    ]) {
      assert.isObject(parse(read(`.github/${file}`)), file)
    }
  })
})
