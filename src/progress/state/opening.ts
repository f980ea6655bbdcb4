import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { observe } from "../observe/observation.ts"
import { applyCluster } from "./applyCluster.ts"
import { applyEvent } from "./applyEvent.ts"
import { noCycles } from "./machines/cycles.ts"
import type { Prelude } from "./prelude.ts"
import { emptyTally, maxMachines, newMemories, type State } from "./state.ts"

/** The story at its beginning, with all that is there by then. */
export const openState = (prelude: Prelude, cluster: ClusterDeployment, now: number): State => {
  const kinds: ReadonlySet<string> = new Set()
  const observation = observe(cluster, kinds)
  const empty: State = {
    openedAt: now,
    now,
    cluster,
    observation,
    readings: new Map(),
    names: new Set([...prelude.names, cluster.name]),
    ...(prelude.predecessor === undefined ? {} : { predecessor: prelude.predecessor }),
    kinds,
    reasons: new Map(),
    machines: new Set(observation.machines.slice(0, maxMachines)),
    ...newMemories(),
    facts: new Map(),
    joining: new Map(),
    pools: new Map(),
    machineMoves: {},
    cycles: noCycles,
    problems: new Map(),
    movedAt: cluster.createdAt ?? now,
    saidAt: cluster.createdAt ?? now,
    ...(cluster.createdAt === undefined ? {} : { startedAt: cluster.createdAt }),
    movedSinceRespecified: false,
    stage: "Initializing",
    stageSince: cluster.createdAt ?? now,
    brokenWatches: new Set(),
    eventsUnavailable: false,
    held: [],
    healed: [],
    notices: [],
    deleted: false,
    tally: emptyTally
  }
  const events = [...(prelude.events ?? new Map<string, KubeEvent>()).values()]
  const told = events.toSorted((a, b) => a.at - b.at).reduce(applyEvent, empty)
  // A status that still speaks of an earlier spec: the change has just been made, and its Ready has to settle.
  const change = observation.current ? {} : { respecifiedAt: now }
  return applyCluster({ ...told, ...change }, cluster)
}
