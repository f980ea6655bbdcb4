import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { parseAllDocuments } from "yaml"
import { stateFiles } from "../../fixtures/authoring/states.ts"
import { recordingNames } from "../progress/recordings.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { recordedStates } from "./support/play.ts"
import { makeStage } from "./support/stage.ts"
import { assertTold, phasesTold, tellRecording } from "./support/tell.ts"

/** kcm's own CRD, where it lies beside this checkout. */
const kcmCrd = fileURLToPath(new URL("../../../shared/envtest/crds/clusterdeployments.yaml", import.meta.url))

const decodeCase = Schema.decodeUnknownSync(
  Schema.Struct({
    kcm: Schema.String,
    object: Schema.StructWithRest(
      Schema.Struct({
        apiVersion: Schema.String,
        kind: Schema.String,
        metadata: Schema.StructWithRest(Schema.Struct({ name: Schema.String, namespace: Schema.String }), [
          Schema.Record(Schema.String, Schema.Unknown)
        ])
      }),
      [Schema.Record(Schema.String, Schema.Unknown)]
    )
  })
)

/** All but the deliberately odd ones, and those of a kcm that had another schema: before 1.1 services had no state. */
const writable = stateFiles()
  .filter(([file]) => !file.endsWith("odd.yaml"))
  .flatMap(([, text]) => parseAllDocuments(text).map((document) => decodeCase(document.toJS())))
  .filter(({ kcm }) => !kcm.startsWith("0.") && kcm !== "1.0")
  .map(({ object }) => object)

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

      it.effect("so is every state of the collection that such a kcm can have written", () =>
        Effect.gen(function* () {
          const { admin, freshNamespace } = yield* ControlPlane
          const stage = makeStage(admin)
          const namespace = yield* freshNamespace
          for (const [index, object] of writable.entries()) {
            const name = `cluster-${index}`
            yield* stage.apply({ ...object, metadata: { ...object.metadata, namespace, name, uid: name } })
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
