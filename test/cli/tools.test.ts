import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { explain } from "../../src/mcp/tools/explain.ts"
import { list } from "../../src/mcp/tools/list.ts"
import { wait } from "../../src/mcp/tools/wait.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { schemaFaults } from "../mcp/schema.ts"
import { kubeconfigFile } from "../support/files.ts"
import { runProgram } from "../support/program.ts"

const deployment = (name: string, ready: boolean) => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: { name, namespace: "kcm-system", generation: 1 },
  spec: { template: "aws-standalone-cp-1-0-16", credential: "aws" },
  status: {
    observedGeneration: 1,
    conditions: [
      "CredentialReady",
      "TemplateReady",
      "HelmChartReady",
      "HelmReleaseReady",
      "CAPIClusterSummary",
      "Ready"
    ]
      .filter((type) => ready || type === "Ready")
      .map((type) => ({
        type,
        status: ready ? "True" : "False",
        reason: ready ? "Succeeded" : "Progressing",
        message: "",
        lastTransitionTime: "2026-01-01T00:06:00Z"
      }))
  }
})

const run = (kubeconfig: string, line: string) => runProgram({ KUBECONFIG: kubeconfig }, line.split(" "))

const parse = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Unknown))

describe("list, explain and wait in a terminal", () => {
  it.live("print what the tools answer, and end with their codes", () =>
    Effect.gen(function* () {
      const simulator = yield* makeSimulator()
      yield* simulator.put(deployment("done", true))
      for (let count = 0; count < 101; count += 1) yield* simulator.put(deployment(`building-${count}`, false))
      const kubeconfig = yield* kubeconfigFile(simulator.kubeconfig)

      const rows = yield* run(kubeconfig, "list")
      assert.deepStrictEqual([rows.code, rows.stderr], [0, ""])
      // More than a page of the tool; what is ready comes last.
      const lines = rows.stdout.trimEnd().split("\n")
      assert.strictEqual(lines.length, 102)
      assert.match(lines.at(-1) ?? "", /^kcm-system\/done {2}Ready/u)
      const listed = yield* run(kubeconfig, "list --phase Ready --json")
      assert.deepStrictEqual(schemaFaults(list.listed.outputSchema, parse(listed.stdout)), [])
      assert.nestedPropertyVal(parse(listed.stdout), "clusters[0].name", "done")
      assert.nestedPropertyVal(parse(listed.stdout), "total", 1)

      const explained = yield* run(kubeconfig, "explain kcm-system/done")
      assert.deepStrictEqual([explained.code, explained.stderr], [0, ""])
      assert.match(explained.stdout, /^kcm-system\/done: Ready; it is ready/u)
      const structure = parse((yield* run(kubeconfig, "explain kcm-system/building-1 --json")).stdout)
      assert.deepStrictEqual(schemaFaults(explain.listed.outputSchema, structure), [])

      const waited = yield* run(kubeconfig, "wait kcm-system/done --json")
      assert.strictEqual(waited.code, 0)
      assert.deepStrictEqual(schemaFaults(wait.listed.outputSchema, parse(waited.stdout)), [])
      assert.nestedPropertyVal(parse(waited.stdout), "outcome", "reached")
      const late = yield* run(kubeconfig, "wait kcm-system/building-1 --for Scaling --timeout 1s")
      assert.strictEqual(late.code, 3)
      assert.match(late.stdout, /^timeout: /u)
      const failed = yield* run(kubeconfig, "wait kcm-system/done --for Failed --timeout 1m")
      assert.strictEqual(failed.code, 1)

      for (const line of [
        "explain kcm-system/absent",
        "wait kcm-system/absent",
        "list -l a=(",
        "wait kcm-system/done --for x",
        "list --phase ready",
        "list --namespace Team_A"
      ]) {
        const { code, stderr, stdout } = yield* run(kubeconfig, line)
        assert.deepStrictEqual([code, stdout], [2, ""], line)
        assert.strictEqual(stderr.trimEnd().split("\n").length, 1, line)
        // What a tool says of its arguments is of no use to whoever has written flags.
        assert.notInclude(stderr, "invalid arguments", line)
      }
    })
  )

  it.live("wait begins in an outage, and says when it is over", () =>
    Effect.gen(function* () {
      const before = yield* Effect.scoped(Effect.map(makeSimulator(), ({ kubeconfig, port }) => ({ kubeconfig, port })))
      const kubeconfig = yield* kubeconfigFile(before.kubeconfig)
      const waiting = yield* Effect.forkChild(run(kubeconfig, "wait kcm-system/done --timeout 1m"), {
        startImmediately: true
      })
      yield* Effect.sleep("600 millis")
      const simulator = yield* makeSimulator({ port: before.port })
      yield* simulator.put(deployment("done", true))
      const { code, stderr, stdout } = yield* Fiber.join(waiting)
      assert.strictEqual(code, 0)
      const [why = "", ...further] = stderr.split("\n")
      assert.match(why, /^The management cluster at http:\S+ does not answer: the connection was refused\./u)
      assert.deepStrictEqual(further, ["Waiting for it to come back.", "The management cluster is back.", ""])
      assert.match(stdout, /^reached: Ready: /u)
    })
  )
})
