import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { findCondition } from "../../domain/condition.ts"
import type { KubeEvent } from "../../domain/kubeEvent.ts"

interface Row {
  readonly kind: string
  readonly reason: string
  /** Its first capture is the Machine's name; where absent, the object bears it: a provider's machine is named like its Machine. */
  readonly message?: RegExp
  readonly means: "announced" | "over"
  readonly source: string
}

/** What events say of the coming and going of single machines. */
const rows: ReadonlyArray<Row> = [
  {
    kind: "MachineSet",
    reason: "SuccessfulCreate",
    message: /^Created [Mm]achine "([^"]+)"/u,
    means: "announced",
    source: "CAPI machineset_controller.go"
  },
  {
    kind: "MachineSet",
    reason: "SuccessfulDelete",
    message: /^Deleted [Mm]achine "([^"]+)"/u,
    means: "over",
    source: "CAPI machineset_controller.go"
  },
  {
    kind: "AWSMachine",
    reason: "SuccessfulCreate",
    message: /^Created new \S+ instance with id/u,
    means: "announced",
    source: "CAPA services/ec2/instances.go; machines of the control plane have no MachineSet"
  },
  {
    kind: "AWSMachine",
    reason: "SuccessfulTerminate",
    means: "over",
    source: "CAPA awsmachine_controller.go"
  },
  {
    kind: "OpenStackServer",
    reason: "SuccessfulCreateServer",
    means: "announced",
    source: "CAPO pkg/cloud/services/compute/instance.go"
  },
  {
    kind: "Machine",
    reason: "SuccessfulSetNodeRef",
    means: "over",
    source: "CAPI machine_controller_noderef.go: the machine has its node"
  }
]

/** More machines than this are not kept apart. */
const maxJoining = 500

/** A node that has not joined by then is a matter for warnings; what its event said may have been lost, too. */
const patienceMs = 15 * 60_000

/** Machines that were announced and have not been heard of since, by name; with the time of the announcement. */
export type Joining = ReadonlyMap<string, number>

/** Takes in what an event of the cluster says about one of its machines. */
export const withMachine = (joining: Joining, event: KubeEvent): Joining => {
  for (const row of rows) {
    if (row.kind !== event.regarding.kind || row.reason.toLowerCase() !== event.reason.toLowerCase()) continue
    const match = row.message?.exec(event.message)
    if (match === null) continue
    const machine = match?.[1] ?? event.regarding.name
    if (row.means === "over") return new Map([...joining].filter(([name]) => name !== machine))
    return joining.has(machine) || joining.size >= maxJoining
      ? joining
      : new Map([...joining, [machine, event.firstAt]])
  }
  return joining
}

/**
 * Machines that kcm's status cannot know: announced after the summary last turned True, and not joined. kcm <= 1.10 does
 * not look again once a cluster is Ready, and later ones look once a minute (field guide i.2): events are the only voice.
 */
export const unseenMachines = (state: {
  readonly joining: Joining
  readonly cluster: ClusterDeployment
  readonly now: number
}): ReadonlyArray<string> => {
  const summary = findCondition(state.cluster.status?.conditions ?? [], "CAPIClusterSummary")
  const since = summary?.status === "True" ? summary.lastTransitionAt : undefined
  if (since === undefined) return []
  return [...state.joining].flatMap(([machine, at]) => (at > since && state.now < at + patienceMs ? [machine] : []))
}
