import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect } from "effect"
import { recordingNames } from "../progress/recordings.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { recordedStates } from "./support/play.ts"
import { makeStage } from "./support/stage.ts"
import { assertTold, phasesTold, tellRecording } from "./support/tell.ts"

/** kcm's own CRD, where it lies beside this checkout. */
const kcmCrd = fileURLToPath(new URL("../../../shared/envtest/crds/clusterdeployments.yaml", import.meta.url))

if (existsSync(kcmCrd)) {
  layer(ControlPlane.layer({ crds: [kcmCrd] }), { timeout: startsWithin, excludeTestServices: true })(
    "under kcm's own CRD",
    (it) => {
      it.effect("a deployment is told from its snapshot to Ready", () =>
        Effect.gen(function* () {
          const updates = yield* tellRecording("aws-standalone")
          assert.deepStrictEqual(phasesTold(updates), [
            "Initializing",
            "Provisioning",
            "Bootstrapping",
            "Scaling",
            "Ready"
          ])
          assertTold(updates, "aws-standalone")
        })
      )

      it.effect("every recorded state of a ClusterDeployment is accepted", () =>
        Effect.gen(function* () {
          const { admin, freshNamespace } = yield* ControlPlane
          const stage = makeStage(admin)
          for (const recording of recordingNames) {
            const namespace = yield* freshNamespace
            for (const state of yield* recordedStates(recording, namespace)) yield* stage.apply(state)
          }
        })
      )
    }
  )
} else {
  describe("under kcm's own CRD", () => {
    it.skip("nothing is tested: it is not beside this checkout", () => undefined)
  })
}
