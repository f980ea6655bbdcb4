import { execFile } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { targetKey } from "../../src/domain/names.ts"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { clusterDeployment, kubeEvent } from "../contract/apiServerContract.ts"
import { expectationOf, recordingLines, targetOf } from "../progress/recordings.ts"
import { runProgram } from "../support/program.ts"
import { client, eventually } from "./support.ts"

const assets = process.env["KUBEBUILDER_ASSETS"]
const run = promisify(execFile)

/** A simulator with three clusters and two events, and kubectl that knows of it. */
const setUp = Effect.gen(function* () {
  const simulator = yield* makeSimulator()
  for (const name of ["blue", "green", "red"]) {
    const object = clusterDeployment("kcm-system", name, { tier: name })
    const conditions = [
      { type: "Ready", status: "False", message: `${name} is on its way` },
      { type: "ServicesInReadyState", status: "False", message: "1/3" }
    ]
    yield* simulator.put({ ...object, status: { conditions } })
  }
  yield* simulator.put(kubeEvent("kcm-system", "a.1", "blue"))
  yield* simulator.put(kubeEvent("team", "b.1", "other", "Paused"))
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "k0rdent-kubectl-"))),
    (path) => Effect.sync(() => rmSync(path, { recursive: true }))
  )
  writeFileSync(join(folder, "config"), simulator.kubeconfig)
  const kubectl = (...args: ReadonlyArray<string>) =>
    client(async (signal) => {
      const env = { ...process.env, KUBECONFIG: join(folder, "config"), HOME: folder }
      const { stdout } = await run(join(assets ?? "", "kubectl"), [...args], { env, signal, timeout: 20_000 })
      return stdout
    })
  return { simulator, kubectl }
})

const rows = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/\s{2,}/u))

describe.skipIf(assets === undefined)("kubectl", () => {
  it.live("prints the columns of ClusterDeployments, by any of their names", () =>
    Effect.gen(function* () {
      const { kubectl } = yield* setUp
      const [head, blue] = rows(yield* kubectl("get", "clusterdeployments", "-A"))
      assert.deepStrictEqual(head, ["NAMESPACE", "NAME", "READY", "SERVICES", "TEMPLATE", "MESSAGES", "AGE"])
      assert.deepStrictEqual(blue?.slice(0, 6), [
        "kcm-system",
        "blue",
        "False",
        "1/3",
        "azure-standalone-cp-1-0-15",
        "blue is on its way"
      ])
      assert.strictEqual(yield* kubectl("get", "cld", "-o", "name"), yield* kubectl("get", "clusterd", "-o", "name"))
    })
  )

  it.live("prints the columns of events, and selects by field and label", () =>
    Effect.gen(function* () {
      const { kubectl } = yield* setUp
      const [head, event] = rows(yield* kubectl("get", "events"))
      assert.deepStrictEqual(head, ["LAST SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"])
      assert.deepStrictEqual(event?.slice(1), ["Normal", "Provisioned", "cluster/blue", "blue is provisioned"])
      assert.strictEqual(rows(yield* kubectl("get", "events", "-A", "--field-selector", "reason=Paused")).length, 2)
      assert.strictEqual(
        yield* kubectl("get", "cld", "-l", "tier in (red,x)", "-o", "name"),
        "clusterdeployment.k0rdent.mirantis.com/red\n"
      )
    })
  )

  it.live("finds out what is served, and knows the namespaces in use", () =>
    Effect.gen(function* () {
      const { kubectl } = yield* setUp
      const resources = rows(yield* kubectl("api-resources", "--no-headers", "-o", "name")).flat()
      assert.deepStrictEqual(resources, [
        "events",
        "namespaces",
        "events.events.k8s.io",
        "clusterdeployments.k0rdent.mirantis.com"
      ])
      assert.strictEqual(yield* kubectl("get", "ns", "-o", "name"), "namespace/kcm-system\nnamespace/team\n")
    })
  )

  it.live("shows whole objects", () =>
    Effect.gen(function* () {
      const { kubectl } = yield* setUp
      assert.match(yield* kubectl("get", "cld", "blue", "-o", "yaml"), /^kind: ClusterDeployment$/mu)
      const { message } = yield* Effect.flip(kubectl("get", "cld", "nope"))
      assert.match(message, /\(NotFound\): clusterdeployments\.k0rdent\.mirantis\.com "nope" not found/u)
    })
  )

  it.live("follows changes", () =>
    Effect.gen(function* () {
      const { kubectl, simulator } = yield* setUp
      const watching = yield* Effect.forkChild(
        kubectl("get", "clusterdeployments", "-A", "-w", "--output-watch-events", "--no-headers"),
        { startImmediately: true }
      )
      yield* eventually(simulator, (stats) => stats.openWatches === 1)
      yield* simulator.put(clusterDeployment("kcm-system", "yellow"))
      yield* simulator.remove("clusterdeployments", "kcm-system", "green")
      yield* simulator.closeWatches("clean")
      assert.deepStrictEqual(
        rows(yield* Fiber.join(watching)).map((row) => row.slice(0, 3).join(" ")),
        [
          "ADDED kcm-system blue",
          "ADDED kcm-system green",
          "ADDED kcm-system red",
          "ADDED kcm-system yellow",
          "DELETED kcm-system green"
        ]
      )
    })
  )

  it.live("records with the two watches of the README, which replay as one", () =>
    Effect.gen(function* () {
      const { kubectl, simulator } = yield* setUp
      const original = recordingLines("adopted")
      const target = targetOf(expectationOf("adopted"))
      const watches = yield* Effect.forEach(["clusterdeployments", "events"], (resource) =>
        Effect.forkChild(kubectl("get", resource, "-A", "--watch", "--output-watch-events", "-o", "json"), {
          startImmediately: true
        })
      )
      yield* eventually(simulator, (stats) => stats.openWatches === 2)
      for (const line of original) yield* simulator.apply(line)
      yield* simulator.closeWatches("clean")
      const [clusters = "", events = ""] = yield* Effect.forEach(watches, Fiber.join)
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "k0rdent-kubectl-"))),
        (path) => Effect.sync(() => rmSync(path, { recursive: true }))
      )
      const files = [join(folder, "clusters.ndjson"), join(folder, "events.ndjson")] as const
      writeFileSync(files[0], clusters)
      writeFileSync(files[1], events)
      const { code, stderr, stdout } = yield* runProgram({}, ["replay", ...files, "--cluster", targetKey(target)])
      assert.deepStrictEqual([code, stderr], [0, ""])
      // The story's clock begins with its cluster, however old its neighbours are.
      assert.match(stdout, /^ {2}0[01]:\d\d +100% {2}Ready: /mu)
    })
  )
})
