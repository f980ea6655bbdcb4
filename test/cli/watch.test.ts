import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { exitCodeOf } from "../../src/cli/commands/watch.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { update } from "../mcp/updates.ts"
import { kubeconfigFile } from "../support/files.ts"
import { runProgram } from "../support/program.ts"

describe("the exit code of watch", () => {
  const ends = [
    ["0 for Ready", update({ phase: "Ready", terminal: true }), 0],
    ["1 for Failed", update({ phase: "Failed", terminal: true }), 1],
    [
      "1 for a deleted cluster, although it was ready",
      update({ phase: "Ready", terminal: true, reason: "Deleted" }),
      1
    ],
    ["2 when the API server stayed away", update({ phase: "Failed", terminal: true, reason: "WatchGivenUp" }), 2],
    ["2 for a story without an end", update({ phase: "Ready" }), 2],
    ["2 for no story at all", undefined, 2],
    ["3 for a timeout", update({ terminal: true, reason: "Timeout" }), 3]
  ] as const
  it.each(ends)("is %s", (_name, last, code) => {
    assert.strictEqual(exitCodeOf(last), code)
  })
})

const deployment = (name: string, conditions: ReadonlyArray<string>, status: "True" | "False") => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: { name, namespace: "kcm-system", generation: 1 },
  spec: { template: "aws-standalone-cp-1-0-16", credential: "aws" },
  status: {
    observedGeneration: 1,
    conditions: conditions.map((type) => ({
      type,
      status,
      reason: status === "True" ? "Succeeded" : "Progressing",
      message: "",
      lastTransitionTime: "2026-01-01T00:06:00Z"
    }))
  }
})
const ready = ["CredentialReady", "TemplateReady", "HelmChartReady", "HelmReleaseReady", "CAPIClusterSummary", "Ready"]

describe("k0rdent-mcp watch", () => {
  it.live("tells the story in plain lines where there is no terminal", () =>
    Effect.gen(function* () {
      const simulator = yield* makeSimulator()
      yield* simulator.put(deployment("done", ready, "True"))
      yield* simulator.put(deployment("building", ["Ready"], "False"))
      const kubeconfig = yield* kubeconfigFile(simulator.kubeconfig)
      const watch = (...args: ReadonlyArray<string>) => runProgram({ KUBECONFIG: kubeconfig }, ["watch", ...args])

      const done = yield* watch("kcm-system/done")
      assert.deepStrictEqual([done.code, done.stderr], [0, ""])
      assert.match(done.stdout, /^ {2}00:0\d +100% {2}Ready: .+\n$/u)

      // The bounds of a server's subscribers are not those of somebody's own terminal.
      assert.strictEqual((yield* watch("kcm-system/done", "--timeout", "5h")).code, 0)

      const building = yield* watch("kcm-system/building", "--timeout", "1")
      assert.strictEqual(building.code, 3)
      assert.match(building.stdout, /Monitoring timeout exceeded\n$/u)

      const absent = yield* watch("kcm-system/absent")
      assert.deepStrictEqual([absent.code, absent.stdout], [2, ""])
      assert.match(absent.stderr, /^k0rdent-mcp: ClusterDeployment .*absent.* was not found.*\n$/u)
    })
  )

  const wrong: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
    [[], /watch: expected one NAMESPACE\/NAME of a ClusterDeployment$/m],
    [["demo"], /expected one NAMESPACE\/NAME of a ClusterDeployment, not "demo"$/m],
    [["a/b/c"], /not "a\/b\/c"$/m],
    [["a/B"], /not "a\/B"$/m],
    [["a/b", "c/d"], /not "a\/b c\/d"$/m],
    [["a/b", "--timeout", "0"], /--timeout must be a time like 90, 90s, 40m or 1h, of at most 1814400 s, not "0"$/m],
    [["a/b", "--colour"], /watch: Unknown option '--colour'/],
    [["a/b"], /\/nonexistent\/kubeconfig/]
  ]
  it.live.each(wrong)("ends with code 2 and one line for %j", ([args, line]) =>
    Effect.gen(function* () {
      const { code, stderr, stdout } = yield* runProgram({ KUBECONFIG: "/nonexistent/kubeconfig" }, ["watch", ...args])
      assert.deepStrictEqual([code, stdout], [2, ""])
      assert.match(stderr, line)
      assert.strictEqual(stderr.trimEnd().split("\n").length, 1)
    })
  )
})

describe("k0rdent-mcp", () => {
  it.live("explains itself and tells its version on stdout", () =>
    Effect.gen(function* () {
      for (const flag of ["--help", "-h", "help"]) {
        const { code, stderr, stdout } = yield* runProgram({}, [flag])
        assert.deepStrictEqual([code, stderr], [0, ""])
        assert.match(stdout, /^k0rdent-mcp tells the story/u)
        for (const line of stdout.split("\n")) assert.isAtMost(line.length, 120)
      }
      assert.match((yield* runProgram({}, ["--version"])).stdout, /^\d+\.\d+\.\d+\n$/u)
      assert.match((yield* runProgram({}, ["watch", "--help"])).stdout, /^k0rdent-mcp tells the story/u)
    })
  )
})
