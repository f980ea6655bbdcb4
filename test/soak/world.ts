import { Effect, Random } from "effect"
import type { KubeObject } from "../../src/domain/recording.ts"
import type { SimulatorHandle } from "../../src/simulator/Simulator.ts"

/** The stages the soak leads a cluster through, in their order, and what its conditions say in each. */
const stages = ["Initializing", "Provisioning", "Bootstrapping", "Scaling", "Ready"] as const
export type SoakStage = (typeof stages)[number]

const bullets: Readonly<Record<SoakStage, string>> = {
  Initializing: "",
  Provisioning: "* InfrastructureReady: 3 of 8 completed\n* ControlPlaneInitialized: Control plane not yet initialized",
  Bootstrapping: "* ControlPlaneInitialized: Control plane not yet initialized",
  Scaling:
    "* WorkersAvailable:\n  * MachineDeployment md: 0 available replicas, at least 2 required (spec.replicas is 2)",
  Ready: ""
}

/** What must never be seen outside the API server: it stands in the spec's config of every cluster. */
export const planted = "Soak-s3cr3t-Pa55word-in-spec-config"

const condition = (type: string, ok: boolean, message = "") => ({
  type,
  status: ok ? "True" : "False",
  reason: ok ? (type === "CAPIClusterSummary" ? "InfoReported" : "Succeeded") : "Progressing",
  message
})

const conditionsOf = (stage: SoakStage) => {
  const ready = stage === "Ready"
  if (stage === "Initializing") return [condition("HelmReleaseReady", false), condition("Ready", false)]
  return [
    condition("HelmReleaseReady", true),
    condition("CAPIClusterSummary", ready, bullets[stage]),
    condition("Ready", ready, bullets[stage])
  ]
}

/** One cluster, as it truly is on the API server. */
export interface Truth {
  readonly namespace: string
  readonly name: string
  stage: SoakStage
  exists: boolean
  incarnation: number
  /** Until when it was last Ready, since when it exists, when it was last removed, by `performance.now()`. */
  readyUntil: number
  createdAt: number
  removedAt: number
}

export const uriOf = ({ name, namespace }: Truth): string => `k0rdent://cluster-monitor/${namespace}/${name}`

/** The clusters of the soak, and all that can happen to them. Every change goes to the simulator and is remembered. */
export interface World {
  readonly clusters: ReadonlyArray<Truth>
  /** The next stage; a cluster that is Ready or gone is made anew. */
  readonly advance: (cluster: Truth) => Effect.Effect<void>
  readonly remove: (cluster: Truth) => Effect.Effect<void>
  /** Makes the cluster anew, under a new uid, at its first stage. */
  readonly renew: (cluster: Truth) => Effect.Effect<void>
  readonly event: (cluster: Truth) => Effect.Effect<void>
  /** As many events at once, of pods that belong to none of the clusters. */
  readonly storm: (namespace: string, count: number) => Effect.Effect<void>
}

const eventReasons = ["HelmReleaseCreated", "SuccessfulCreate", "Pulled", "LeaderElection", "Reconciled"] as const

export const makeWorld = Effect.fnUntraced(function* (
  simulator: SimulatorHandle,
  namespaces: number,
  perNamespace: number
) {
  const began = new Date().toISOString()
  const clusters = Array.from({ length: namespaces * perNamespace }, (_, index): Truth => {
    const name = `soak-${index % perNamespace}`
    return {
      namespace: `team-${Math.floor(index / perNamespace)}`,
      name,
      stage: "Initializing",
      exists: false,
      incarnation: 0,
      readyUntil: Number.NEGATIVE_INFINITY,
      createdAt: Number.NEGATIVE_INFINITY,
      removedAt: Number.NEGATIVE_INFINITY
    }
  })

  const objectOf = ({ incarnation, name, namespace, stage }: Truth): KubeObject => ({
    apiVersion: "k0rdent.mirantis.com/v1beta1",
    kind: "ClusterDeployment",
    metadata: {
      name,
      namespace,
      uid: `uid-${namespace}-${name}-${incarnation}`,
      generation: 1,
      creationTimestamp: began
    },
    spec: {
      template: "aws-standalone-cp-1-0-43",
      credential: "aws-cred",
      config: { clusterIdentity: { password: planted } }
    },
    status: { observedGeneration: 1, conditions: conditionsOf(stage) }
  })

  const write = (cluster: Truth) => simulator.put(objectOf(cluster))
  const leaveReady = (cluster: Truth) => {
    if (cluster.exists && cluster.stage === "Ready") cluster.readyUntil = performance.now()
  }

  const remove: World["remove"] = (cluster) =>
    Effect.suspend(() => {
      if (!cluster.exists) return Effect.void
      leaveReady(cluster)
      cluster.exists = false
      cluster.removedAt = performance.now()
      return simulator.remove("clusterdeployments", cluster.namespace, cluster.name)
    })

  const renew: World["renew"] = Effect.fnUntraced(function* (cluster) {
    yield* remove(cluster)
    cluster.incarnation += 1
    cluster.stage = "Initializing"
    cluster.exists = true
    cluster.createdAt = performance.now()
    yield* write(cluster)
  })

  let events = 0
  /** Names come again, so that the API server has a bounded number of events. */
  const put = (
    namespace: string,
    about: { readonly kind: string; readonly name: string },
    reason: string,
    names: number
  ) =>
    Effect.suspend(() => {
      events += 1
      const now = new Date().toISOString()
      return simulator.put({
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: `${about.name}.${events % names}`, namespace },
        involvedObject: { ...about, namespace },
        reason,
        type: "Normal",
        message: `${reason} ${events}`,
        source: { component: "soak" },
        firstTimestamp: now,
        lastTimestamp: now,
        count: 1
      })
    })
  const world: World = {
    clusters,
    remove,
    renew,
    advance: Effect.fnUntraced(function* (cluster) {
      const next = stages[stages.indexOf(cluster.stage) + 1]
      if (!cluster.exists || next === undefined) return yield* renew(cluster)
      cluster.stage = next
      yield* write(cluster)
    }),
    event: ({ name, namespace }) =>
      Effect.flatMap(Random.choice(eventReasons), (reason) =>
        put(namespace, { kind: "AWSMachine", name: `${name}-md-${events % 7}` }, reason, 500)
      ),
    storm: (namespace, count) =>
      Effect.forEach(
        Array.from({ length: count }),
        (_, index) => put(namespace, { kind: "Pod", name: `workload-${index % 97}` }, "BackOff", 10),
        { discard: true }
      )
  }
  yield* Effect.forEach(clusters, renew, { discard: true })
  return world
})
