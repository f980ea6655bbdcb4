import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { runProgram } from "../../support/program.ts"
import { fixtures, stage } from "./stage.ts"

// What the bundle leaves out of its libraries shows here alone. test/cluster/kubectl.test.ts holds it against all of them.
const crucial: ReadonlySet<string> = new Set(["env-proxy", "exec-certificate", "http", "proxy-https", "proxy-socks5"])

describe("the built program", () => {
  it.live.each(fixtures.filter(({ name }) => crucial.has(name)))("does what a kubeconfig says: $name", (fixture) =>
    Effect.gen(function* () {
      const { env, expected, kubeconfigPath, world } = yield* stage(fixture)
      const { code, stderr } = yield* runProgram({ ...env, K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfigPath }, ["list"])
      assert.deepStrictEqual([world.reached[0], code], [expected, 0], stderr)
    })
  )
})
