import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { kubeconfigFile } from "../support/files.ts"
import { startHttpProgram } from "../support/httpProgram.ts"
import { program } from "../support/program.ts"
import { runPackage } from "./suite.ts"

const recording = fileURLToPath(new URL("../../fixtures/recordings/azure-standalone.ndjson", import.meta.url))

/** A management cluster for the built server, and how to reach it. */
const management = Effect.gen(function* () {
  const simulator = yield* makeSimulator()
  const player = yield* startPlayer(simulator, [yield* readRecording(recording)], { speed: 1000, loop: false })
  yield* player.play
  const kubeconfig = yield* kubeconfigFile(simulator.kubeconfig)
  return { K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfig }
})

// Those that need no fixtures.
const scenarios = [
  ["0.1.16", "server-initialize", []],
  ["0.1.16", "ping", []],
  ["0.1.16", "tools-list", []],
  ["0.1.16", "resources-list", []],
  ["0.1.16", "server-sse-multiple-streams", []],
  ["0.1.16", "dns-rebinding-protection", []],
  ["0.2.0-alpha.12", "server-session-lifecycle", ["--spec-version", "2025-11-25"]],
  ["0.2.0-alpha.12", "tools-list", ["--spec-version", "2026-07-28"]],
  ["0.2.0-alpha.12", "resources-list", ["--spec-version", "2026-07-28"]],
  ["0.2.0-alpha.12", "sep-2164-resource-not-found", ["--spec-version", "2026-07-28"]],
  ["0.2.0-alpha.12", "dns-rebinding-protection", ["--spec-version", "2026-07-28"]],
  ["0.2.0-alpha.12", "http-header-validation", ["--spec-version", "2026-07-28"]]
] as const

const inspections = [
  ["tools/list", ["--strict"]],
  ["resources/list", []],
  ["resources/templates/list", []],
  ["tools/call", ["--tool-name", "k0rdent.mgmt.clusterDeployments.getState", "--tool-arg", "name=azure-edge"]],
  ["tools/call", ["--tool-name", "k0rdent.mgmt.clusterDeployments.explain", "--tool-arg", "name=azure-edge"]],
  ["tools/call", ["--tool-name", "k0rdent.mgmt.clusterDeployments.list"]],
  ["tools/call", ["--tool-name", "k0rdent.mgmt.events.list", "--tool-arg", "namespace=kcm-system"]],
  ["prompts/list", []],
  ["resources/read", ["--uri", "k0rdent://cluster-monitor/kcm-system/azure-edge"]]
] as const

describe("the built server over HTTP", () => {
  it.live("passes the scenarios of the official suite that need no fixtures", () =>
    Effect.gen(function* () {
      const { port } = yield* startHttpProgram(yield* management)
      for (const [version, scenario, args] of scenarios) {
        const { code, output } = yield* runPackage(`@modelcontextprotocol/conformance@${version}`, [
          ...["server", "--url", `http://127.0.0.1:${port}/mcp`, "--scenario", scenario],
          ...args
        ])
        assert.strictEqual(code, 0, `${scenario}\n${output.slice(-3000)}`)
      }
    })
  )
})

describe("the built server over stdio", () => {
  it.live("is strict enough for the official Inspector", () =>
    Effect.gen(function* () {
      const env = yield* management
      for (const [method, args] of inspections) {
        const { code, output } = yield* runPackage("@modelcontextprotocol/inspector@2.12.0", [
          ...["--cli", "--format", "json"],
          ...["-e", `K0RDENT_MGMT_KUBECONFIG_PATH=${env.K0RDENT_MGMT_KUBECONFIG_PATH}`],
          ...[process.execPath, program, "--method", method],
          ...args
        ])
        assert.strictEqual(code, 0, `${method}\n${output.slice(-3000)}`)
      }
    })
  )
})
