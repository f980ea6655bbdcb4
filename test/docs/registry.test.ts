import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Ajv } from "ajv"
import formats from "ajv-formats"
import { Effect, Schema } from "effect"
import { parse } from "yaml"

const read = (file: string) => readFileSync(file, "utf8")
const json = <S extends Schema.Top & { readonly DecodingServices: never }>(file: string, schema: S) =>
  Schema.decodeUnknownSync(Schema.fromJsonString(schema))(read(file))

const Package = Schema.Struct({
  name: Schema.String,
  version: Schema.String,
  mcpName: Schema.String,
  scripts: Schema.Record(Schema.String, Schema.String)
})
const decodeWorkflow = Schema.decodeUnknownSync(
  Schema.Struct({
    permissions: Schema.Record(Schema.String, Schema.String),
    jobs: Schema.Record(
      Schema.String,
      Schema.Struct({
        "runs-on": Schema.String,
        needs: Schema.optionalKey(Schema.String),
        permissions: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
        "timeout-minutes": Schema.Int,
        steps: Schema.Array(
          Schema.Struct({ uses: Schema.optionalKey(Schema.String), run: Schema.optionalKey(Schema.String) })
        )
      })
    )
  })
)
const Server = Schema.Struct({
  $schema: Schema.String,
  name: Schema.String,
  version: Schema.String,
  packages: Schema.Array(
    Schema.Struct({
      registryType: Schema.Literal("npm"),
      identifier: Schema.String,
      version: Schema.String,
      environmentVariables: Schema.Array(Schema.Struct({ name: Schema.String, description: Schema.String }))
    })
  )
})
const Bundle = Schema.Struct({
  name: Schema.String,
  version: Schema.String,
  server: Schema.Struct({
    entry_point: Schema.String,
    mcp_config: Schema.Struct({ env: Schema.Record(Schema.String, Schema.String) })
  })
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
    assert.deepInclude(chart, { name: own.name, version: own.version, appVersion: own.version })
    assert.include(read("CHANGELOG.md"), `## ${own.version}`)
  })

  it("is described as the registry's schema of that version has it", () => {
    const schema: unknown = JSON.parse(read("fixtures/schemas/server-2025-12-11.schema.json"))
    assert.propertyVal(schema, "$id", json("server.json", Server).$schema)
    const ajv = new Ajv({ strict: false, allErrors: true })
    formats.default(ajv)
    const validate = ajv.compile(Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))(schema))
    const errorsOf = (server: unknown) => (validate(server) ? [] : validate.errors)
    const server: object = JSON.parse(read("server.json"))
    assert.deepStrictEqual(errorsOf(server), [])
    // That the schema is one that can be broken.
    assert.isNotEmpty(errorsOf({ ...server, name: "no namespace" }))
    assert.isNotEmpty(errorsOf({ ...server, packages: [{ identifier: "k0rdent-mcp" }] }))
  })

  it.live("is a bundle that its own tool takes for one, and that runs when it is unpacked", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "k0rdent-mcpb-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
      )
      const node = (...args: ReadonlyArray<string>) =>
        Effect.promise(() => promisify(execFile)(process.execPath, [...args], { timeout: 30_000 }))
      const mcpb = (...args: ReadonlyArray<string>) => node("node_modules/@anthropic-ai/mcpb/dist/cli/cli.js", ...args)
      yield* node("scripts/mcpb.ts", join(folder, "bundle"))
      assert.match((yield* mcpb("validate", join(folder, "bundle/manifest.json"))).stdout, /validation passes/u)
      yield* mcpb("pack", join(folder, "bundle"), join(folder, "k0rdent-mcp.mcpb"))
      yield* mcpb("unpack", join(folder, "k0rdent-mcp.mcpb"), join(folder, "unpacked"))
      const { entry_point } = json(join(folder, "unpacked/manifest.json"), Bundle).server
      assert.strictEqual((yield* node(join(folder, "unpacked", entry_point), "--version")).stdout, `${own.version}\n`)
    })
  )

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

  it("has templates of issues that are YAML", () => {
    for (const file of ["told-wrongly.yml", "does-not-work.yml"]) {
      assert.isObject(parse(read(`.github/ISSUE_TEMPLATE/${file}`)), file)
    }
  })

  it.each(["ci.yml", "publish.yml"])("has a workflow whose steps can be taken: %s", (file) => {
    const { jobs } = decodeWorkflow(parse(read(`.github/workflows/${file}`)))
    for (const [name, { needs, permissions, steps }] of Object.entries(jobs)) {
      if (needs !== undefined) assert.property(jobs, needs)
      // Nothing is there before it is checked out, and no package before it is installed.
      assert.match(steps[0]?.uses ?? "", /^actions\/checkout@v\d+$/u, name)
      for (const { uses, run = "" } of steps) {
        if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w/-]+@v\d+$/u, name)
        const scripts = [...run.matchAll(/\bnpm (?:run )?([\w:-]+)/gu)].map(([, script = ""]) => script)
        for (const script of scripts.filter((word) => word !== "ci" && word !== "publish")) {
          assert.property(own.scripts, script, name)
        }
        const folders = [...run.matchAll(/\b(?:charts|dist|test|scripts)\/[\w./-]+/gu)].map(([path]) => path)
        for (const path of folders) assert.isTrue(existsSync(path.replace(/^dist\/.*/u, "scripts/build.ts")), path)
      }
      const runs = steps.map(({ run = "" }) => run)
      const installs = runs.indexOf("npm ci")
      for (const [index, run] of runs.entries()) {
        if (/\bnpm (?:run|test|publish)\b/u.test(run))
          assert.isTrue(installs >= 0 && installs < index, `${name}: ${run}`)
        // The provenance is signed with the workflow's own identity.
        if (run.includes("--provenance")) assert.propertyVal(permissions, "id-token", "write")
      }
    }
  })
})
