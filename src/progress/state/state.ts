import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { ClusterTarget } from "../../domain/names.ts"
import type { Phase, Stage } from "../../domain/phase.ts"
import type { Milestone, Severity } from "../../domain/update/progressUpdate.ts"
import type { Readings } from "../interpret/reader.ts"
import type { Fact } from "../knowledge/eventRow.ts"
import type { Observation } from "../observe/observation.ts"
import type { Cycles } from "./machines/cycles.ts"
import type { Joining } from "./machines/joining.ts"
import type { MachineMoves } from "./machines/moves.ts"
import type { WorkerPools } from "./machines/workerPools.ts"
import type { Prelude } from "./prelude.ts"
import type { Problem } from "./problems.ts"
import { emptyRecent, type Recent } from "./recent.ts"

/** A sentence of the program itself: about watches, timeouts and rights. Leaves at once. */
export interface Notice {
  readonly message: string
  readonly reason: string
  readonly severity: Severity
  readonly terminal: boolean
}

/** What the subscriber has been told so far. */
export interface Told {
  readonly phase: Phase
  readonly stage: Stage
  readonly progress: number
  readonly sentAt: number
  /** How many updates there have been. */
  readonly updates: number
  /** What the cluster waited for then. */
  readonly waiting: string
  /** What the deletion was last said to wait for. */
  readonly deletion?: string
  /** That the cluster is up, and what keeps Ready back. */
  readonly heldBack: boolean
  /** The last standstill that has been told. */
  readonly standstill?: ToldStandstill
}

/** What was last said of a time in which nothing moved. */
export interface ToldStandstill {
  readonly since: number
  readonly level: number
  readonly at: number
  /** What it has been said to wait for, the last first: some reasons come and go. */
  readonly reasons: ReadonlyArray<string>
}

/** How many events took which way through the filter. */
export interface EventTally {
  readonly seen: number
  readonly foreign: number
  readonly repeated: number
  readonly noise: number
  readonly kept: number
}

/** What the story knows once it has begun. Times are epoch milliseconds. */
export interface State {
  readonly openedAt: number
  readonly now: number
  readonly cluster: ClusterDeployment
  /** A cluster of the same name that was there before; a watch that lags behind may still speak of it. */
  readonly predecessor?: string
  readonly observation: Observation
  /** What its texts have been found to say. */
  readonly readings: Readings
  readonly names: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
  /** When conditions were seen to change their reason, by type. */
  readonly reasons: ReadonlyMap<string, number>
  /** Machines that the conditions have named. */
  readonly machines: ReadonlySet<string>
  /** Events already taken in, as uid@count; milestones already told; marks of the status already seen in this generation. */
  readonly events: Recent
  readonly milestones: Recent
  readonly signatures: Recent
  readonly facts: ReadonlyMap<Fact, number>
  readonly joining: Joining
  readonly pools: WorkerPools
  readonly machineMoves: MachineMoves
  readonly cycles: Cycles
  readonly problems: ReadonlyMap<string, Problem>
  /** The last sign of progress, by its own clock. */
  readonly movedAt: number
  /** When the conditions last said what they had not said before, be it a complaint. */
  readonly saidAt: number
  /** What moved then, where a single object or condition did. */
  readonly movedBy?: string
  /** When the present spec took effect: the creation, or a change seen during the subscription. */
  readonly startedAt?: number
  readonly respecifiedAt?: number
  /** kcm's last HelmReleaseUpdated event: the trace that a change of the spec leaves. */
  readonly helmUpdatedAt?: number
  /** kcm's last HelmReleaseIsReady event: the HelmRelease's own condition has changed, whatever that says. */
  readonly helmSaidAt?: number
  /** Since when the conditions have said Ready without a break. */
  readonly readySince?: number
  /** Whether anything moved after the spec changed. */
  readonly movedSinceRespecified: boolean
  readonly stage: Stage
  readonly stageSince: number
  /** Since when the conditions have pointed to an earlier stage than the one told. */
  readonly regressSince?: number
  readonly brokenWatches: ReadonlySet<string>
  readonly eventsUnavailable: boolean
  /** Milestones and messages that wait for the rate limit. */
  readonly held: ReadonlyArray<Milestone>
  readonly healed: ReadonlyArray<Pick<Problem, "code" | "object">>
  readonly notices: ReadonlyArray<Notice>
  /** Since when something has been waiting to be told. */
  readonly pendingSince?: number
  readonly deleted: boolean
  readonly tally: EventTally
  readonly told?: Told
}

/** Everything the narrator remembers of one subscription: the prelude, then the story's state. Plain data, bounded. */
export interface Narration {
  readonly target: ClusterTarget
  readonly ended: boolean
  readonly prelude: Prelude
  readonly state?: State
}

export const emptyTally: EventTally = { seen: 0, foreign: 0, repeated: 0, noise: 0, kept: 0 }

/** Bounds of the memory: far above what one cluster's story needs, far below what could hurt. */
export const newMemories = (): Pick<State, "events" | "milestones" | "signatures"> => ({
  events: emptyRecent(2000),
  milestones: emptyRecent(500),
  signatures: emptyRecent(500)
})

export const maxKinds = 100
export const maxMachines = 500
export const maxProblems = 50
/** Milestones that wait for one update; beyond that the oldest are dropped, in a namespace gone mad. */
export const maxHeld = 200
