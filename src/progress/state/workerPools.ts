import type { KubeEvent } from "../../domain/kubeEvent.ts"

/** What events tell of the MachineSets of one MachineDeployment. Times are epoch milliseconds. */
export interface WorkerPool {
  /** How many replicas each MachineSet was last told to have, by its name. */
  readonly replicas: ReadonlyMap<string, number>
  /** The MachineSet that the machines belong to, or are being moved to. */
  readonly newest?: string
  /** When `newest` was made, where that was seen. */
  readonly newestSince?: number
  /** How many replicas the pool had before the change that goes on, where that was seen. */
  readonly before?: number
  /** When the last of these events happened. */
  readonly changedAt: number
}

/** The pools of a cluster, by the name of their MachineDeployment. */
export type WorkerPools = ReadonlyMap<string, WorkerPool>

type Said =
  | { readonly is: "created"; readonly set: string; readonly replicas: number }
  | { readonly is: "scaled"; readonly set: string; readonly from: number; readonly to: number }
  | { readonly is: "deleted"; readonly set: string }

interface Row {
  readonly reason: string
  readonly message: RegExp
  readonly means: (match: RegExpExecArray) => Said
  readonly source: string
}

// Some texts bear the namespace before the name.
const rows: ReadonlyArray<Row> = [
  {
    reason: "SuccessfulCreate",
    message: /^Created MachineSet "?(?:[\w.-]+\/)?([\w.-]+)"?(?: with (\d+) replicas)?$/u,
    means: ([, set = "", replicas = "0"]) => ({ is: "created", set, replicas: Number(replicas) }),
    source: "CAPI machinedeployment_controller.go; without a count until 1.10, a scaling follows"
  },
  {
    reason: "SuccessfulScale",
    message: /^Scaled (?:up |down )?MachineSet "?(?:[\w.-]+\/)?([\w.-]+)"?: (\d+) -> (\d+)$/u,
    means: ([, set = "", from, to]) => ({ is: "scaled", set, from: Number(from), to: Number(to) }),
    source: "CAPI machinedeployment_controller.go and machinedeployment_sync.go"
  },
  {
    reason: "SuccessfulDelete",
    message: /^Deleted MachineSet "?(?:[\w.-]+\/)?([\w.-]+)"?$/u,
    means: ([, set = ""]) => ({ is: "deleted", set }),
    source: "CAPI machinedeployment_sync.go, cleanup of old MachineSets"
  }
]

/** More pools, and more MachineSets in one, than these are not kept apart. */
const maxPools = 100
const maxSets = 50

const saidBy = (event: KubeEvent): Said | undefined => {
  if (event.regarding.kind !== "MachineDeployment") return undefined
  for (const { reason, message, means } of rows) {
    const match = reason === event.reason ? message.exec(event.message) : null
    if (match !== null) return means(match)
  }
  return undefined
}

const sum = (replicas: Iterable<number>): number => [...replicas].reduce((all, one) => all + one, 0)

const applySaid = (pool: WorkerPool, said: Said, at: number): WorkerPool => {
  const changedAt = Math.max(pool.changedAt, at)
  switch (said.is) {
    case "created": {
      if (pool.replicas.size >= maxSets) return pool
      const before = sum(pool.replicas.values())
      const replicas = new Map([...pool.replicas, [said.set, said.replicas]])
      return { replicas, newest: said.set, newestSince: at, ...(before === 0 ? {} : { before }), changedAt }
    }
    case "scaled": {
      if (!pool.replicas.has(said.set) && pool.replicas.size >= maxSets) return pool
      const known = new Map([...pool.replicas, [said.set, said.from]])
      const replicas = new Map([...pool.replicas, [said.set, said.to]])
      // What grows beside others is what the machines are moved to; it may be an earlier set, in a rollback.
      const grows = said.to > said.from
      const newest = grows ? said.set : pool.newest
      const alone = [...known].every(([set, count]) => set === said.set || count === 0)
      const before = alone ? said.from : (pool.before ?? sum(known.values()))
      const { newestSince } = pool
      return {
        replicas,
        ...(newest === undefined ? {} : { newest }),
        ...(newestSince === undefined || newest !== pool.newest ? {} : { newestSince }),
        ...(before === 0 ? {} : { before }),
        changedAt
      }
    }
    case "deleted":
      return { ...pool, replicas: new Map([...pool.replicas].filter(([set]) => set !== said.set)), changedAt }
  }
}

/** Takes in what an event of the cluster says about its MachineSets. */
export const withMachineSet = (pools: WorkerPools, event: KubeEvent): WorkerPools => {
  const said = saidBy(event)
  if (said === undefined) return pools
  const { name } = event.regarding
  const pool = pools.get(name)
  if (pool === undefined && pools.size >= maxPools) return pools
  const start: WorkerPool = pool ?? { replicas: new Map(), changedAt: event.firstAt }
  return new Map([...pools, [name, applySaid(start, said, event.at)]])
}

/** A change of a pool's machines that goes on. */
export interface PoolChange {
  readonly pool: string
  /** `rollout`: machines are replaced by others; `scaling`: there will be more, or fewer. */
  readonly is: "rollout" | "scaling"
  /** Machines of the new kind, or all there are now, that have joined. */
  readonly done: number
  /** How many there are to be; undefined where nobody has said so. */
  readonly wanted?: number
  /** How many there were before. */
  readonly before?: number
}

/** Controllers that have not moved a pool for so long wait for something that its events do not tell. */
const patienceMs = 30 * 60_000

/** Between two replacements Cluster API acts within seconds of the Node's coming; kcm looks once a minute. */
const nextStepMs = 90_000

/** Events live an hour by default: a MachineSet made before may have left no trace. */
const forgottenMs = 50 * 60_000

const joiningOf = (set: string, joining: Iterable<string>): number =>
  [...joining].filter((machine) => machine.startsWith(`${set}-`)).length

/**
 * The changes of worker pools that are known to go on: machines of an older MachineSet are still wanted, or machines of the newest
 * have been announced that have not joined. kcm's summary is True between two replacements (recorded from kcm 1.11), so
 * the events have the last word.
 */
export const poolChanges = (state: {
  readonly pools: WorkerPools
  /** Machines that were announced and have not joined. */
  readonly joining: ReadonlyMap<string, number>
  readonly cluster: { readonly createdAt?: number }
  readonly now: number
}): ReadonlyArray<PoolChange> =>
  [...state.pools].flatMap(
    ([pool, { before, changedAt, newest, newestSince, replicas }]): ReadonlyArray<PoolChange> => {
      if (state.now - changedAt >= patienceMs || newest === undefined) return []
      const wantedNew = replicas.get(newest) ?? 0
      const waiting = Math.min(wantedNew, joiningOf(newest, state.joining.keys()))
      const done = wantedNew - waiting
      const old = sum([...replicas].flatMap(([set, count]) => (set === newest ? [] : [count])))
      if (old > 0) {
        return [
          {
            pool,
            is: "rollout",
            done,
            wanted: Math.max(before ?? 0, wantedNew),
            ...(before === undefined ? {} : { before })
          }
        ]
      }
      // The set that is being replaced was made before anybody remembers: the next replacement has to be waited for.
      const { createdAt } = state.cluster
      const mayReplace =
        replicas.size === 1 &&
        before === undefined &&
        newestSince !== undefined &&
        createdAt !== undefined &&
        newestSince - createdAt >= forgottenMs
      if (mayReplace && state.now - changedAt < nextStepMs) return [{ pool, is: "rollout", done }]
      if (before !== undefined && waiting > 0) return [{ pool, is: "scaling", done, wanted: wantedNew, before }]
      return []
    }
  )
