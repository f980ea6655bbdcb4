import { Clock, Effect } from "effect"
import type { KubeObject } from "../../../src/domain/recording.ts"
import { performed } from "../../../src/simulator/player/shift.ts"
import { recordingIn } from "./play.ts"

/** Seconds into the recording of an Azure deployment at which kcm's status is that of the phase. */
const seconds = { Initializing: 0, Provisioning: 60, Scaling: 300, Ready: 420 } as const
export type Stand = keyof typeof seconds

/**
 * A ClusterDeployment as kcm would show it now, had the recorded deployment come so far. All stands of one name are the
 * same object, generation included.
 */
export const clusterAt = Effect.fnUntraced(function* (namespace: string, name: string, stand: Stand) {
  const recording = yield* recordingIn("azure-standalone", "kcm-system", namespace)
  const states = recording.filter(({ object }) => object.kind !== "Event" && object.metadata.name === "azure-edge")
  const until = recording[0].at + seconds[stand] * 1000
  const state = yield* Effect.fromNullishOr(states.findLast(({ at }) => at <= until))
  const start = yield* Clock.currentTimeMillis
  const object = performed({ first: until, start, speed: 1, pass: 0 }, state.object)
  return renamed(object, name)
})

const renamed = (object: KubeObject, name: string): KubeObject => ({
  ...object,
  ...JSON.parse(JSON.stringify({ spec: object["spec"], status: object["status"] }).replaceAll("azure-edge", name)),
  metadata: { ...object.metadata, name, uid: name }
})
