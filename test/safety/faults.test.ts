import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { toolNames } from "../../src/mcp/tools/names.ts"

interface Frame {
  readonly id?: number
  readonly method?: string
  // biome-ignore lint/suspicious/noExplicitAny: frames are looked into
  readonly [key: string]: any
}

const root = fileURLToPath(new URL("../..", import.meta.url))
const uri = (name: string) => `k0rdent://cluster-monitor/kcm-system/${name}`

const frames: Array<Frame> = []
const logged: Array<string> = []
const host = spawn(process.execPath, ["test/safety/faultyHost.ts"], { cwd: root, stdio: "pipe" })
createInterface({ input: host.stdout }).on("line", (line) => frames.push(JSON.parse(line)))
createInterface({ input: host.stderr }).on("line", (line) => logged.push(line))

let id = 0
const ask = async (method: string, params: Record<string, unknown> = {}): Promise<Frame> => {
  id += 1
  const own = id
  host.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: own, method, params })}\n`)
  return until(method, () => frames.find((frame) => frame.id === own))
}
const until = async <A>(what: string, look: () => A | undefined): Promise<A> => {
  for (let turn = 0; turn < 1000; turn += 1) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`${what} did not come: ${logged.join("\n")}`)
}
const updatesOf = (name: string) =>
  frames
    .filter(({ method, params }) => method === "notifications/resources/updated" && params.uri === uri(name))
    .map(({ params }) => params._meta.delta)
const call = (name: keyof typeof toolNames, args: Record<string, unknown> = {}) =>
  ask("tools/call", { name: toolNames[name], arguments: args })

describe("a fault in one story", () => {
  beforeAll(async () => {
    await ask("initialize", {
      protocolVersion: "2025-11-25",
      capabilities: {},
      clientInfo: { name: "test", version: "1" }
    })
    for (const name of ["good", "late", "sudden"]) await ask("resources/subscribe", { uri: uri(name) })
    for (const name of ["late", "sudden"]) {
      await until(`the end of ${name}`, () => updatesOf(name).find(({ terminal }) => terminal === true))
    }
  }, 30_000)
  afterAll(() => host.kill("SIGKILL"))

  it("ends that story with a last word that says so, and one line in the log", async () => {
    for (const name of ["late", "sudden"]) {
      const last = updatesOf(name).at(-1)
      assert.deepInclude(last, { reason: "MonitorFailed", severity: "error", source: "system", terminal: true })
      assert.match(last.message, /internal error/u)
      assert.isAbove(updatesOf(name).length, 1, "it was told before")
      assert.lengthOf(
        logged.filter((line) => line.includes(`nobody may read ${name}`)),
        1,
        logged.join("\n")
      )
    }
  })

  it("leaves every other story, session, call and list as it was", async () => {
    const told = await until("a change of good", () => updatesOf("good").find(({ phase }) => phase === "Bootstrapping"))
    assert.notProperty(told, "terminal")
    const rows = await call("list")
    assert.deepStrictEqual(
      rows["result"].structuredContent.clusters.map(({ name, phase }: Frame) => `${name} ${phase}`).toSorted(),
      ["good Bootstrapping", "late Unknown", "sudden Unknown"]
    )
    assert.lengthOf((await ask("resources/list"))["result"].resources, 3)
    const good = await call("getState", { namespace: "kcm-system", name: "good" })
    assert.strictEqual(good["result"].structuredContent.update.phase, "Bootstrapping")
    const explained = await call("explain", { namespace: "kcm-system", name: "good" })
    assert.include(JSON.stringify(explained["result"].structuredContent.siblings), "Unknown")
    const events = await call("events", { namespace: "kcm-system" })
    assert.notStrictEqual(events["result"].isError, true)
    const bad = await call("getState", { namespace: "kcm-system", name: "sudden" })
    assert.notInclude(JSON.stringify(bad), "nobody may read")
    assert.isDefined((await ask("ping"))["result"])
  })
})
