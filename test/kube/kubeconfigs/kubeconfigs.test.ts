import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Layer, Option } from "effect"
import { Kube } from "../../../src/kube/Kube.ts"
import { layerKube } from "../../../src/kube/layer.ts"
import { fixtures, isRefused, stage } from "./stage.ts"

// test/cluster/kubectl.test.ts holds the real kubectl against the same expectations.
describe("a kubeconfig", () => {
  it.live.each(fixtures)("does what it says: $name", (fixture) =>
    Effect.gen(function* () {
      const { env, expected, kubeconfigPath, world } = yield* stage(fixture)
      const kube = Context.get(yield* Layer.build(layerKube({ environment: env, kubeconfigPath })), Kube)
      const exit = yield* Effect.exit(kube.listClusterDeployments({}))
      assert.deepStrictEqual(world.misled, [])
      if (!isRefused(expected)) {
        const [reached] = world.reached
        return assert.strictEqual(reached, expected, JSON.stringify(exit))
      }
      const error = Option.getOrUndefined(Exit.findErrorOption(exit))
      assert.include(error?.message, expected.slice("refused: ".length))
      assert.notMatch(error?.message ?? "", /\btok\b|from-file|from-plugin|hush/u)
    })
  )
})
