import { globSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { parse as parseToml } from "smol-toml"
import { parse, parseAllDocuments } from "yaml"
import { type Environment, readEnvironment } from "../../src/cli/environment.ts"
import { usage } from "../../src/cli/usage.ts"
import { makeBearers } from "../../src/mcp/transport/http/bearer.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { folder } from "../support/files.ts"
import { runProgram } from "../support/program.ts"

const pages = globSync(["README.md", "CONTRIBUTING.md", "docs/*.md", "examples/*.md"]).filter(
  (page) => page !== "docs/upstream-tasks.md"
)
const blocksIn = (text: string) =>
  [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gmu)].map(([, language = "", body = ""]) => ({ language, body }))

const Scripts = Schema.Struct({ scripts: Schema.Record(Schema.String, Schema.String) })
const { scripts } = Schema.decodeUnknownSync(Schema.fromJsonString(Scripts))(readFileSync("package.json", "utf8"))

const Texts = Schema.Record(Schema.String, Schema.String)
const stdio = { command: Schema.NonEmptyString, args: Schema.Array(Schema.String), env: Schema.optionalKey(Texts) }
const remote = { headers: Schema.optionalKey(Texts) }
const url = Schema.String.check(Schema.isPattern(/^https:\/\/[\w.]+\/mcp$/u))

// What each client's configuration may hold, by its documentation. Gemini CLI takes a time limit and trust besides.
const gemini = { timeout: Schema.optionalKey(Schema.Int), trust: Schema.optionalKey(Schema.Boolean) }
const McpServer = Schema.Union([
  Schema.Struct({ type: Schema.optionalKey(Schema.Literal("stdio")), ...stdio, ...gemini }),
  Schema.Struct({ type: Schema.optionalKey(Schema.Literal("http")), url, ...remote }),
  Schema.Struct({ httpUrl: url, ...remote, ...gemini })
])
const VsCodeServer = Schema.Union([
  Schema.Struct({ type: Schema.Literal("stdio"), ...stdio }),
  Schema.Struct({ type: Schema.Literal("http"), url, ...remote })
])
const ClientConfiguration = Schema.Union([
  Schema.Struct({ mcpServers: Schema.Record(Schema.String, McpServer) }),
  Schema.Struct({
    servers: Schema.Record(Schema.String, VsCodeServer),
    inputs: Schema.optionalKey(
      Schema.Array(
        Schema.Struct({
          type: Schema.Literal("promptString"),
          id: Schema.String,
          description: Schema.String,
          password: Schema.Boolean
        })
      )
    )
  })
])
const CodexConfiguration = Schema.Struct({
  mcp_servers: Schema.Record(
    Schema.String,
    Schema.Union([
      Schema.Struct({ ...stdio, tool_timeout_sec: Schema.optionalKey(Schema.Finite) }),
      Schema.Struct({
        url,
        bearer_token_env_var: Schema.optionalKey(Schema.String),
        tool_timeout_sec: Schema.optionalKey(Schema.Finite)
      })
    ])
  )
})
const strictly = { onExcessProperty: "error" } as const
const readClient = Schema.decodeUnknownSync(ClientConfiguration, strictly)
const readCodex = Schema.decodeUnknownSync(CodexConfiguration, strictly)

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
      if (language === "toml") readCodex(parseToml(body))
      if (language !== "json") continue
      const value: unknown = JSON.parse(body)
      if (/"(?:mcpServers|servers)"/u.test(body)) readClient(value)
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

describe("docs/configuration.md", () => {
  const rows = [...readFileSync("docs/configuration.md", "utf8").matchAll(/^\| (`[^|]+`) \| ([^|]+) \| /gmu)]
  const named = rows.flatMap(([, names = "", value = ""]) =>
    [...names.matchAll(/`(\w+)`/gu)].map(([, name = ""]) => ({ name, value: /^`(\S+)`$/u.exec(value)?.[1] }))
  )

  it("explains every variable that is read", () => {
    const source = readFileSync("src/cli/environment.ts", "utf8")
    const read = [...source.matchAll(/"((?:K0RDENT|CLUSTER|AUTH|OTEL)_[A-Z_]+)"/gu)].map(([, name]) => name)
    assert.isAbove(read.length, 15)
    assert.includeMembers(
      named.map(({ name }) => name),
      read
    )
  })

  it.effect("gives the defaults that there are", () =>
    Effect.gen(function* () {
      const settings = (environment: Environment) =>
        Effect.map(readEnvironment(environment), ({ kube: { environment: _given, ...kube }, ...rest }) => ({
          ...rest,
          kube
        }))
      const unset = yield* settings({})
      const own = named.filter(({ name }) => /^(?:K0RDENT|CLUSTER)_/u.test(name))
      for (const { name, value } of own) {
        if (value !== undefined) assert.deepStrictEqual(yield* settings({ [name]: value }), unset, name)
      }
    })
  )

  it.effect("shows tokens as they are read", () =>
    Effect.gen(function* () {
      const [tokens = ""] = blocksIn(readFileSync("docs/configuration.md", "utf8")).map(({ body }) => body)
      const { grants } = yield* makeBearers().parse(tokens)
      assert.strictEqual(grants.length, 2)
    })
  )
})

it.live("shows commands that work, one after the other", () =>
  Effect.gen(function* () {
    const path = yield* folder
    const simulator = yield* makeSimulator()
    const recording = yield* readRecording("fixtures/recordings/azure-standalone.ndjson")
    const { play } = yield* startPlayer(simulator, [recording], { speed: 1000 })
    yield* play
    writeFileSync(join(path, "mgmt"), simulator.kubeconfig)
    const commands = blocksIn(readFileSync("docs/getting-started.md", "utf8"))
      .flatMap(({ body }) => body.split("\n"))
      .flatMap((line) => /^(?:npx )?k0rdent-mcp ((?!simulate).*)$/u.exec(line)?.[1] ?? [])
      .map((command) => (command.startsWith("record ") ? `${command} --until terminal` : command))
    assert.includeMembers(
      commands.map((command) => command.split(" ")[0]),
      ["list", "watch", "explain", "doctor", "wait", "record", "replay"]
    )
    for (const command of new Set(commands)) {
      const args = command.split(" ").map((arg) => arg.replace("story.ndjson", join(path, "story.ndjson")))
      const { code, stderr } = yield* runProgram({ KUBECONFIG: join(path, "mgmt") }, args)
      assert.strictEqual(code, 0, `${command}: ${stderr}`)
    }
  })
)

it("names values that the chart has", () => {
  const pages = ["docs/kubernetes.md", "docs/operations.md"].map((page) => readFileSync(page, "utf8")).join("\n")
  const [, values = ""] = /\| value \| meaning \|\n([\s\S]*?)\n\n/u.exec(pages) ?? []
  const keys = [
    ...[...values.matchAll(/^\| ([^|]+) \|/gmu)].flatMap(([, cell = ""]) =>
      [...cell.matchAll(/`([\w.]+)`/gu)].map(([, key = ""]) => key)
    ),
    ...[...pages.matchAll(/`([a-z]\w*(?:\.\w+)+)=/gu)].map(([, key = ""]) => key),
    ...[...pages.matchAll(/--set ([\w.]+)=/gu)].map(([, key = ""]) => key)
  ]
  assert.isAbove(keys.length, 10)
  const chart: unknown = parse(readFileSync("charts/k0rdent-mcp/values.yaml", "utf8"))
  for (const key of keys) assert.nestedProperty(chart, key)
})

it("tells troubles in the words in which the program tells them", () => {
  const said = [...readFileSync("docs/troubleshooting.md", "utf8").matchAll(/^\| "([^"]+)"/gmu)].map(
    ([, words = ""]) => words
  )
  const sources = globSync("src/**/*.ts").map((file) => readFileSync(file, "utf8"))
  assert.isAbove(said.length, 10)
  assert.deepStrictEqual(
    said.filter((words) => !sources.some((source) => source.includes(words))),
    []
  )
})

it("documents the alerts of the chart, which ask for metrics that are documented", () => {
  const chart = readFileSync("charts/k0rdent-mcp/templates/prometheusrule.yaml", "utf8")
  const operations = readFileSync("docs/operations.md", "utf8")
  const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found = ""]) => found)
  assert.deepStrictEqual(all(operations, /^\| `(K0rdent\w+)`/gmu), all(chart, /alert: (\w+)/gu))
  const asked = all(chart, /\b(k0rdent_[a-z_]+)\{/gu)
  assert.strictEqual(asked.length, 3)
  assert.includeMembers(all(operations, /^\| `(k0rdent_\w+)`/gmu), asked)
})

it("documents the rights as Kubernetes reads them", () => {
  for (const document of parseAllDocuments(readFileSync("docs/rbac.yaml", "utf8"))) assert.isEmpty(document.errors)
  assert.isObject(parse(readFileSync("charts/k0rdent-mcp/values.yaml", "utf8")))
})
