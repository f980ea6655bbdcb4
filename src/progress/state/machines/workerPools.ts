import type { KubeEvent } from "../../../domain/event/kubeEvent.ts"

/** What events tell of the machines of one MachineDeployment. Times are epoch milliseconds. */
export interface WorkerPool {
  /** How many replicas each MachineSet was last told to have, by its name. */
  readonly replicas: ReadonlyMap<string, number>
  /** The MachineSet that the machines belong to, or are being moved to. */
  readonly newest?: string
  /** When `newest` was made, where that was seen. */
  readonly newestSince?: number
  /** How many replicas the pool had before its last change, where there was one. */
  readonly before?: number
  /** Machines of `newest` whose Nodes have joined since that change began. */
  readonly joined: ReadonlySet<string>
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
const maxJoined = 500

const saidBy = (event: KubeEvent): Said | undefined => {
  if (event.regarding.kind !== "MachineDeployment") return undefined
  for (const { reason, message, means } of rows) {
    const match = reason === event.reason ? message.exec(event.message) : null
    if (match !== null) return means(match)
  }
  return undefined
}

const nobody: ReadonlySet<string> = new Set()

const sum = (replicas: Iterable<number>): number => [...replicas].reduce((all, one) => all + one, 0)

const others = (replicas: ReadonlyMap<string, number>, newest: string): number =>
  sum([...replicas].flatMap(([set, count]) => (set === newest ? [] : [count])))

const created = (pool: WorkerPool, set: string, count: number, at: number): WorkerPool => {
  const before = sum(pool.replicas.values())
  const replicas = new Map([...pool.replicas, [set, count]])
  return { replicas, newest: set, newestSince: at, ...(before === 0 ? {} : { before }), joined: nobody, changedAt: at }
}

const scaled = (pool: WorkerPool, set: string, from: number, to: number, at: number): WorkerPool => {
  const replicas = new Map([...pool.replicas, [set, to]])
  const { before: _, ...known } = pool
  // A MachineSet that had none yet only gets what it was made for.
  const begins = from > 0 && others(pool.replicas, set) === 0
  // What grows beside others is what the machines are moved to; it may be an earlier set, in a rollback.
  const newest = to > from ? set : (pool.newest ?? set)
  const before = begins ? from : (pool.before ?? (newest === set ? undefined : from))
  return {
    ...known,
    replicas,
    newest,
    ...(before === undefined ? {} : { before }),
    joined: begins || newest !== pool.newest ? nobody : pool.joined,
    changedAt: at
  }
}

const applySaid = (pool: WorkerPool, said: Said, at: number): WorkerPool => {
  switch (said.is) {
    case "created":
      return created(pool, said.set, said.replicas, at)
    case "scaled":
      return scaled(pool, said.set, said.from, said.to, at)
    case "deleted":
      return { ...pool, replicas: new Map([...pool.replicas].filter(([set]) => set !== said.set)), changedAt: at }
  }
}

/** A machine is named like its MachineSet; which event tells that its Node has joined, CAPI machine_controller_noderef.go says. */
const withNode = (pools: WorkerPools, { firstAt, regarding, reason }: KubeEvent): WorkerPools => {
  if (regarding.kind !== "Machine" || reason !== "SuccessfulSetNodeRef") return pools
  const own = [...pools].find(([, { newest }]) => newest !== undefined && regarding.name.startsWith(`${newest}-`))
  if (own === undefined) return pools
  const [name, pool] = own
  if (pool.joined.size >= maxJoined || pool.joined.has(regarding.name)) return pools
  const joined = new Set([...pool.joined, regarding.name])
  return new Map([...pools, [name, { ...pool, joined, changedAt: Math.max(pool.changedAt, firstAt) }]])
}

/** Takes in what an event of the cluster says about its worker pools. */
export const withWorkers = (pools: WorkerPools, event: KubeEvent): WorkerPools => {
  const said = saidBy(event)
  if (said === undefined) return withNode(pools, event)
  const { name } = event.regarding
  const pool = pools.get(name) ?? { replicas: new Map(), joined: nobody, changedAt: event.at }
  const full = pools.has(name) ? pool.replicas.size >= maxSets && !pool.replicas.has(said.set) : pools.size >= maxPools
  return full ? pools : new Map([...pools, [name, applySaid(pool, said, event.at)]])
}

/** A change of a pool's machines that goes on. */
export interface PoolChange {
  readonly pool: string
  /** `rollout`: machines are replaced by others; `scaling`: there will be more of them. */
  readonly is: "rollout" | "scaling"
  /** Machines that are as they are to be. */
  readonly done: number
  /** How many there are to be; undefined where nobody has said so. */
  readonly wanted?: number
  /** How many there were before. */
  readonly before?: number
}

/** Controllers that have not moved a pool for so long wait for something that its events do not tell. */
const patienceMs = 30 * 60_000

/**
 * Cluster API takes the next step of a replacement within seconds of the new Node's readiness, and kcm's summary is not True before
 * that: where the events go no further for so long, there is no next step.
 */
const nextStepMs = 20_000

/** Events live an hour by default: a MachineSet that was made before may have left no trace. */
const forgottenMs = 50 * 60_000

const changeOfPool = (
  pool: string,
  { before, changedAt, joined, newest, newestSince, replicas }: WorkerPool,
  createdAt: number | undefined,
  now: number
): PoolChange | undefined => {
  if (newest === undefined || now - changedAt >= patienceMs) return undefined
  const asked = replicas.get(newest) ?? 0
  if (before === undefined) {
    // What is being replaced may have been made before anybody remembers: the next step has to be waited for.
    const mayReplace = newestSince !== undefined && createdAt !== undefined && newestSince - createdAt >= forgottenMs
    return mayReplace && now - changedAt < nextStepMs ? { pool, is: "rollout", done: joined.size } : undefined
  }
  const old = others(replicas, newest)
  if (replicas.size > 1 && (old > 0 || joined.size < asked)) {
    return { pool, is: "rollout", done: Math.min(asked, joined.size), wanted: Math.max(before, asked), before }
  }
  const done = before + joined.size
  return replicas.size === 1 && done < asked ? { pool, is: "scaling", done, wanted: asked, before } : undefined
}

/**
 * The changes of worker pools that are known to go on: machines of an older MachineSet are still wanted, or machines of the newest
 * have not joined. kcm's summary is True between two replacements (recorded from kcm 1.11), so the events have the last word.
 */
export const poolChanges = (state: {
  readonly pools: WorkerPools
  readonly cluster: { readonly createdAt?: number }
  readonly now: number
}): ReadonlyArray<PoolChange> =>
  [...state.pools].flatMap(([name, pool]) => changeOfPool(name, pool, state.cluster.createdAt, state.now) ?? [])

/** What an event means for a pool that stood before, in words; `undefined` where it begins or ends nothing. */
export const poolNews = (before: WorkerPools, after: WorkerPools, event: KubeEvent): string | undefined => {
  const { name } = event.regarding
  const pool = after.get(name)
  const { newest } = pool ?? {}
  if (pool?.before === undefined || newest === undefined || pool === before.get(name)) return undefined
  const asked = pool.replicas.get(newest) ?? 0
  const was = others(before.get(name)?.replicas ?? new Map(), newest)
  if (was === 0 && pool.replicas.size === 1) {
    return asked === pool.before
      ? undefined
      : `Cluster API scales the workers of ${name} from ${pool.before} to ${asked}`
  }
  if (newest !== before.get(name)?.newest) return `Cluster API began to replace the ${pool.before} workers of ${name}`
  return was > 0 && others(pool.replicas, newest) === 0 ? `The workers of ${name} have been replaced` : undefined
}
