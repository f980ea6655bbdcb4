import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { fixtures, isRefused, stage } from "../kube/kubeconfigs/stage.ts"
import { kubectl, runKubectl } from "./support/kubectl.ts"

// Only the version that the expectations were written by: others differ in when they ask for a password.
describe.skipIf(kubectl === undefined)("kubectl", () => {
  it.live.each(fixtures)("does what the fixtures say: $name", (fixture) =>
    Effect.gen(function* () {
      const { env, expected, kubeconfigPath, world } = yield* stage(fixture)
      const said = yield* runKubectl(kubectl ?? "", kubeconfigPath, env)
      const [reached] = [...world.misled, ...world.reached]
      const same = isRefused(expected) ? reached === undefined : reached === expected
      assert.strictEqual(same, Option.isNone(fixture.kubectl), `reached as ${reached}; ${said.slice(0, 500)}`)
    })
  )
})
