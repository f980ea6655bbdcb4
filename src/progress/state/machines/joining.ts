import type { ClusterDeployment } from "../../../domain/clusterDeployment.ts"
import { findCondition } from "../../../domain/condition.ts"
import type { KubeEvent } from "../../../domain/event/kubeEvent.ts"
import { controllers } from "../../knowledge/controllers.ts"
import type { MachineRow } from "../../knowledge/machineRow.ts"

/** What events say of the coming and going of single machines, by kind. */
const rows: ReadonlyMap<string, ReadonlyArray<MachineRow>> = Map.groupBy(
  controllers.flatMap(({ machines }) => machines ?? []),
  ({ kind }) => kind
)

/** More machines than this are not kept apart. */
const maxJoining = 500

/** A node that has not joined by then is a matter for warnings; what its event said may have been lost, too. */
const patienceMs = 15 * 60_000

/** Machines that were announced and have not been heard of since, by name; with the time of the announcement. */
export type Joining = ReadonlyMap<string, number>

/** What an event of the cluster says of the coming or going of one of its machines. */
const machineNews = (
  event: KubeEvent
): { readonly machine: string; readonly means: MachineRow["means"] } | undefined => {
  for (const row of rows.get(event.regarding.kind) ?? []) {
    if (row.reason.toLowerCase() !== event.reason.toLowerCase()) continue
    const match = row.message?.exec(event.message)
    if (match !== null) return { machine: match?.[1] ?? event.regarding.name, means: row.means }
  }
  return undefined
}

/** The machine that has joined, or is gone, by this event: whatever was wrong with its making is over. */
export const settledMachine = (event: KubeEvent): string | undefined => {
  const news = machineNews(event)
  return news?.means === "over" ? news.machine : undefined
}

/** Takes in what an event of the cluster says about one of its machines. */
export const withMachine = (joining: Joining, event: KubeEvent): Joining => {
  const news = machineNews(event)
  if (news === undefined) return joining
  const { machine, means } = news
  if (means === "over") return new Map([...joining].filter(([name]) => name !== machine))
  return joining.has(machine) || joining.size >= maxJoining ? joining : new Map([...joining, [machine, event.firstAt]])
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
