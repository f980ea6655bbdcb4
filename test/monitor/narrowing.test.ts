import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { compilePolicy } from "../../src/monitor/policy.ts"
import { deployment, makeFakeKube, provisioningStatus } from "./fakeKube.ts"
import { withMonitor } from "./harness.ts"

const clusters = ["team-a/one", "team-b/two"].map((key) => deployment(key, { status: provisioningStatus }))
const only = (namespaceFilter: string) => compilePolicy({ namespaceFilter, devAllowAny: false })

it.effect("an asker's own policy narrows what is shown, and never widens it", () => {
  const kube = makeFakeKube(clusters)
  return withMonitor(
    kube,
    (monitor) =>
      Effect.gen(function* () {
        const namespaces = yield* only("team-b|team-c")
        const target = { namespace: "team-a", name: "one" }
        for (const refused of [monitor.snapshot(target, { namespaces }), monitor.admit(target, { namespaces })]) {
          assert.strictEqual((yield* Effect.flip(refused)).reason, "namespaceNotAllowed")
        }
        const seen = yield* monitor.list({ namespaces })
        assert.deepStrictEqual(
          seen.clusters.map(({ name }) => name),
          ["two"]
        )
        const outside = yield* Effect.flip(monitor.snapshot({ namespace: "team-c", name: "three" }, { namespaces }))
        assert.strictEqual(outside.reason, "namespaceNotAllowed")
        assert.strictEqual((yield* monitor.snapshot(target)).metadata.name, "one")
      }),
    { namespaceFilter: "team-a|team-b" }
  )
})
