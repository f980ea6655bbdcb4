import { spawn } from "node:child_process"
import { once } from "node:events"
import { writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import type { SimulatorHandle } from "../../src/simulator/Simulator.ts"
import { kubeconfigFile } from "../support/files.ts"
import { program, startServer, within } from "../support/program.ts"

const uri = "k0rdent://cluster-monitor/kcm-system/demo"
const nowhere = { KUBECONFIG: "/nonexistent/kubeconfig" }

const demo = (reason: string) => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: { name: "demo", namespace: "kcm-system", generation: 1 },
  spec: { template: "aws-standalone-cp-1-0-16", credential: "aws" },
  status: {
    observedGeneration: 1,
    conditions: [
      { type: "CredentialReady", status: "True", reason: "Succeeded", message: "" },
      { type: "Ready", status: "False", reason, message: "" }
    ]
  }
})

/** A management cluster with one cluster in it, and the environment that leads to it. */
const cluster = Effect.gen(function* () {
  const simulator = yield* makeSimulator()
  yield* simulator.put(demo("Progressing"))
  const path = yield* kubeconfigFile(simulator.kubeconfig)
  return { simulator, env: { K0RDENT_MGMT_KUBECONFIG_PATH: path } }
})

const watches = (simulator: SimulatorHandle, what: string, wanted: (open: number) => boolean) =>
  within(
    2000,
    what,
    Effect.gen(function* () {
      while (!wanted((yield* simulator.stats).openWatches)) {
        yield* Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))
      }
    })
  )

const noWatchLeft = (simulator: SimulatorHandle) => watches(simulator, "closing the watches", (open) => open === 0)

/** A server with a live subscription, which has told its first update. */
const subscribed = Effect.gen(function* () {
  const { env, simulator } = yield* cluster
  const server = yield* startServer(env)
  yield* server.initialize
  yield* server.request(1, "resources/subscribe", { uri })
  assert.deepStrictEqual(yield* server.next, { jsonrpc: "2.0", id: 1, result: {} })
  assert.nestedPropertyVal(yield* server.next, "params._meta.delta.metadata.name", "demo")
  yield* watches(simulator, "opening the watches", (open) => open > 0)
  return { server, simulator }
})

describe("the built server", () => {
  it.live("answers initialize without a kubeconfig, and says in each call what is missing", () =>
    Effect.gen(function* () {
      const server = yield* startServer(nowhere)
      assert.nestedPropertyVal(yield* server.initialize, "result.serverInfo.name", "k0rdent-mcp")
      yield* server.request(1, "resources/read", { uri })
      const read = yield* server.next
      assert.nestedPropertyVal(read, "error.code", -32603)
      assert.include(JSON.stringify(read), "/nonexistent/kubeconfig")
      yield* server.request(2, "tools/call", {
        name: "k0rdent_mgmt_clusterDeployments_getState",
        arguments: { name: "demo" }
      })
      const called = yield* server.next
      assert.nestedPropertyVal(called, "result.isError", true)
      assert.include(JSON.stringify(called), "/nonexistent/kubeconfig")
    })
  )

  it.live("survives garbage", () =>
    Effect.gen(function* () {
      const server = yield* startServer(nowhere)
      yield* server.initialize
      yield* server.write('hello\n\u0000\n[]\n{"jsonrpc":"2.0"}\n')
      for (const code of [-32700, -32700, -32600, -32600]) {
        assert.nestedPropertyVal(yield* server.next, "error.code", code)
      }
      yield* server.request(7, "ping")
      assert.deepStrictEqual(yield* server.next, { jsonrpc: "2.0", id: 7, result: {} })
    })
  )

  it.live("answers what was asked before its input ended", () =>
    Effect.gen(function* () {
      const { env } = yield* cluster
      const server = yield* startServer(env)
      yield* server.request(1, "resources/read", { uri })
      yield* server.request(2, "resources/list")
      const { code, ms } = yield* server.endedAfter(() => server.child.stdin?.end())
      assert.strictEqual(code, 0)
      assert.isBelow(ms, 2000)
      const answers = [yield* server.next, yield* server.next]
      assert.sameMembers(
        answers.map(({ id }) => id),
        [1, 2]
      )
      for (const answer of answers) assert.property(answer, "result")
    })
  )
})

describe("a client that closes its input while it waits", () => {
  it.live("is answered to its last line, and told on stderr what it will not get", () =>
    Effect.gen(function* () {
      const silent = yield* Effect.acquireRelease(
        Effect.promise(
          () =>
            new Promise<Server>((done) => {
              const server = createServer(() => undefined).listen(0, "127.0.0.1", () => done(server))
            })
        ),
        (server) =>
          Effect.sync(() => server.closeAllConnections()).pipe(Effect.andThen(Effect.sync(() => server.close())))
      )
      const address = silent.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      const { env, simulator } = yield* cluster
      const path = env.K0RDENT_MGMT_KUBECONFIG_PATH
      yield* Effect.promise(() =>
        writeFile(path, simulator.kubeconfig.replace(simulator.url, `http://127.0.0.1:${port}`))
      )
      const server = yield* startServer(env)
      yield* server.initialize
      yield* server.request(1, "resources/read", { uri })
      const { code, ms } = yield* server.endedAfter(() =>
        server.child.stdin?.end(JSON.stringify({ jsonrpc: "2.0", id: 2, method: "ping" }))
      )
      assert.strictEqual(code, 0)
      assert.isBelow(ms, 2000)
      assert.deepStrictEqual(yield* server.next, { jsonrpc: "2.0", id: 2, result: {} })
      assert.strictEqual(server.errors.filter((line) => line.includes("1 of its requests")).length, 1)
    })
  )
})

describe("a live subscription", () => {
  it.live("ends with the input, exit code 0, no watch left", () =>
    Effect.gen(function* () {
      const { server, simulator } = yield* subscribed
      const { code, ms } = yield* server.endedAfter(() => server.child.stdin?.end())
      assert.strictEqual(code, 0)
      assert.isBelow(ms, 2000)
      yield* noWatchLeft(simulator)
    })
  )

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    it.live(`ends with ${signal}, exit code 0, no watch left`, () =>
      Effect.gen(function* () {
        const { server, simulator } = yield* subscribed
        const { code, ms } = yield* server.endedAfter(() => server.child.kill(signal))
        assert.strictEqual(code, 0)
        assert.isBelow(ms, 2000)
        yield* noWatchLeft(simulator)
      })
    )
  }

  it.live("ends with a broken output, exit code 0", () =>
    Effect.gen(function* () {
      const { server, simulator } = yield* subscribed
      server.child.stdout?.destroy()
      yield* server.request(2, "ping")
      const { code } = yield* server.ended
      assert.strictEqual(code, 0)
      yield* noWatchLeft(simulator)
    })
  )

  it.live("does not outlive a parent that was killed", () =>
    Effect.gen(function* () {
      const { env, simulator } = yield* cluster
      const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "resources/subscribe", params: { uri } })
      const script = `
        const { spawn } = require("node:child_process")
        const child = spawn(process.execPath, [${JSON.stringify(program)}], { stdio: ["pipe", "pipe", "inherit"] })
        child.stdin.write(${JSON.stringify(`${message}\n`)})
        child.stdout.once("data", () => process.stdout.write("subscribed"))
      `
      const parent = yield* Effect.acquireRelease(
        Effect.sync(() =>
          spawn(process.execPath, ["-e", script], {
            stdio: ["ignore", "pipe", "pipe"],
            env: { ...process.env, ...env }
          })
        ),
        (child) => Effect.sync(() => child.kill("SIGKILL"))
      )
      // Both write to the same stderr: it is closed when the last of them is gone.
      let alone = false
      const closed = new Promise((resolve) => parent.stderr.resume().once("close", resolve)).then(() => {
        alone = true
      })
      yield* within(
        10_000,
        "the subscription",
        Effect.promise(() => once(parent.stdout, "data"))
      )
      assert.isFalse(alone)
      parent.kill("SIGKILL")
      yield* within(
        2000,
        "the end of the orphan",
        Effect.promise(() => closed)
      )
      yield* noWatchLeft(simulator)
    })
  )
})

describe("broken configuration", () => {
  const broken: ReadonlyArray<readonly [Record<string, string>, ReadonlyArray<string>, RegExp]> = [
    [
      { K0RDENT_NAMESPACE_FILTER: "(" },
      [],
      /^k0rdent-mcp: K0RDENT_NAMESPACE_FILTER="\(" is not valid: expected an RE2 /
    ],
    [{ AUTH_MODE: "none" }, [], /^k0rdent-mcp: AUTH_MODE="none" is not valid: expected DEV_ALLOW_ANY$/],
    [
      { K0RDENT_MONITOR_TIMEOUT: "1h" },
      ["serve"],
      /^k0rdent-mcp: K0RDENT_MONITOR_TIMEOUT="1h" is not valid: expected a whole /
    ],
    [
      {},
      ["--metrics-port", "70000"],
      /^k0rdent-mcp: --metrics-port must be a whole number from 0 to 65535, not "70000"$/
    ],
    [{}, ["serve", "--nonsense"], /^k0rdent-mcp: serve: Unknown option '--nonsense'; see k0rdent-mcp --help$/],
    [{}, ["serve", "extra"], /^k0rdent-mcp: serve: Unexpected argument 'extra'/],
    [{}, ["nonsense"], /^k0rdent-mcp: unknown command "nonsense"; see k0rdent-mcp --help$/]
  ]
  it.live.each(broken)("ends the program with code 2 and one line: %j %j", ([env, args, line]) =>
    Effect.gen(function* () {
      const server = yield* startServer(env, args)
      assert.strictEqual((yield* server.ended).code, 2)
      assert.strictEqual(server.errors.length, 1)
      assert.match(server.errors[0] ?? "", line)
    })
  )

  it.live("is not what an empty value is", () =>
    Effect.gen(function* () {
      const server = yield* startServer({ AUTH_MODE: "", K0RDENT_NAMESPACE_FILTER: "", K0RDENT_MONITOR_TIMEOUT: "" })
      assert.property(yield* server.initialize, "result")
      assert.deepStrictEqual(server.errors, [])
    })
  )

  it.live("is not what AUTH_MODE=DEV_ALLOW_ANY is, but it is said loudly", () =>
    Effect.gen(function* () {
      const server = yield* startServer({ AUTH_MODE: "DEV_ALLOW_ANY" })
      yield* server.initialize
      assert.match(server.errors.join("\n"), /DEV_ALLOW_ANY: the namespace filter is switched off/)
    })
  )
})

describe("--metrics-port", () => {
  it.live("serves metrics and probes on the loopback interface", () =>
    Effect.gen(function* () {
      const server = yield* startServer(nowhere, ["--metrics-port", "0"])
      yield* server.initialize
      const url = /http:\/\/127\.0\.0\.1:\d+/u.exec(server.errors.join("\n"))?.[0]
      assert.isDefined(url)
      const get = (path: string) =>
        Effect.promise(async () => {
          const response = await fetch(`${url}${path}`)
          return [response.status, response.headers.get("content-type"), await response.text()] as const
        })
      const [status, type, text] = yield* get("/metrics")
      assert.deepStrictEqual([status, type], [200, "text/plain; version=0.0.4; charset=utf-8"])
      for (const name of [
        "subscriptions_active 0",
        "updates_published_total 0",
        "timeouts_total 0",
        'events_total{stage="kept"} 0',
        'watch_restarts_total{resource="events"} 0',
        'decode_failures_total{resource="clusterdeployments"} 0',
        "update_latency_seconds_count 0"
      ]) {
        assert.include(text, `\nk0rdent_cluster_monitor_${name}\n`)
      }
      assert.deepStrictEqual((yield* get("/healthz"))[0], 200)
      assert.deepStrictEqual((yield* get("/readyz"))[0], 200)
      assert.deepStrictEqual((yield* get("/"))[0], 404)
    })
  )
})
