import type { RecordingLine } from "../../src/domain/recording.ts"
import { replay } from "../../src/progress/replay.ts"
import { at, type ConditionInput } from "./objects.ts"

const iso = (second: number): string => new Date(at(second)).toISOString()

export interface SceneEvent {
  readonly kind: string
  readonly name?: string
  readonly reason: string
  readonly message: string
  readonly type?: "Normal" | "Warning"
  /** Another object that it has to do with. */
  readonly related?: { readonly kind: string; readonly name: string }
  /** Seconds at which it is heard; each time is one more of its count. */
  readonly at?: ReadonlyArray<number>
}

export interface Scene {
  readonly template?: string
  /** Cluster API's bullets; "" where everything is True; absent where no Cluster was seen. */
  readonly bullets?: string
  /** What the bullets become, and the second at which they do. */
  readonly later?: ReadonlyArray<{ readonly at: number; readonly bullets: string }>
  readonly conditions?: ReadonlyArray<ConditionInput>
  readonly services?: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly events?: ReadonlyArray<SceneEvent>
  readonly minutes?: number
}

const namespace = "team-a"

const deployment = (second: number, scene: Scene): RecordingLine => ({
  type: second === 0 ? "ADDED" : "MODIFIED",
  at: at(second),
  object: {
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: { name: "demo", namespace, uid: "demo", generation: 1, creationTimestamp: iso(0) },
    spec: { template: scene.template ?? "aws-standalone-cp-1-0-43", credential: "demo-cred" },
    status: {
      observedGeneration: 1,
      services: scene.services ?? [],
      conditions: [
        ...(scene.bullets === undefined
          ? []
          : [
              { type: "HelmReleaseReady", status: "True", reason: "InstallSucceeded" },
              {
                type: "CAPIClusterSummary",
                status: scene.bullets === "" ? "True" : "False",
                reason: scene.bullets === "" ? "InfoReported" : "IssuesReported",
                message: scene.bullets,
                lastTransitionTime: iso(0)
              }
            ]),
        ...(scene.conditions ?? []).map(({ since = 0, ...condition }) => ({
          reason: "Failed",
          message: "",
          ...condition,
          lastTransitionTime: iso(since)
        }))
      ]
    }
  }
})

const heard = (event: SceneEvent): ReadonlyArray<RecordingLine> =>
  (event.at ?? [10, 70, 130, 190, 250]).map((second, index, times) => ({
    type: index === 0 ? "ADDED" : "MODIFIED",
    at: at(second),
    object: {
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "e", namespace, uid: `${event.kind}/${event.reason}/${event.message}` },
      involvedObject: { kind: event.kind, name: event.name ?? "demo", namespace },
      ...(event.related === undefined ? {} : { related: { ...event.related, namespace } }),
      type: event.type ?? "Warning",
      reason: event.reason,
      message: event.message,
      count: index + 1,
      firstTimestamp: iso(times[0] ?? second),
      lastTimestamp: iso(second)
    }
  }))

/** Everything that a subscriber is told while a cluster stays as the scene has it; one line an update. */
export const told = (scene: Scene): string => {
  const end = (scene.minutes ?? 8) * 60
  const { later = [] } = scene
  const last = later.at(-1)
  const lines = [
    deployment(0, scene),
    ...(scene.events ?? []).flatMap(heard),
    ...later.map(({ at: second, bullets }) => deployment(second, { ...scene, bullets })),
    deployment(end, last === undefined ? scene : { ...scene, bullets: last.bullets })
  ]
  return replay(
    lines.toSorted((a, b) => a.at - b.at),
    { namespace, name: "demo" }
  )
    .map(({ phase, message, milestones = [] }) =>
      [`${phase}: ${message}`, ...milestones.map((milestone) => milestone.message)].join("\n")
    )
    .join("\n")
}
