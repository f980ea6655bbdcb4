import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { fixtures, isRefused, stage } from "../kube/kubeconfigs/stage.ts"
import { runProgram } from "../support/program.ts"
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

describe("the built program", () => {
  it.live.each(fixtures)("does what the fixtures say: $name", (fixture) =>
    Effect.gen(function* () {
      const { env, expected, kubeconfigPath, world } = yield* stage(fixture)
      const { code, stderr } = yield* runProgram({ ...env, K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfigPath }, ["list"])
      assert.deepStrictEqual(world.misled, [])
      if (!isRefused(expected)) return assert.deepStrictEqual([world.reached[0], code], [expected, 0], stderr)
      assert.strictEqual(code, 2)
      assert.include(stderr, expected.slice("refused: ".length))
      assert.notMatch(stderr, /\btok\b|from-file|from-plugin|hush/u)
    })
  )
})
