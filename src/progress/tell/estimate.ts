import { leavesOf, listed } from "../../domain/conditionTree.ts"
import type { Phase, Stage } from "../../domain/phase.ts"
import { controllers } from "../knowledge/controllers.ts"
import type { Durations } from "../knowledge/provider.ts"
import type { Observation } from "../observe/observation.ts"
import type { PoolChange } from "../state/machines/workerPools.ts"

/** Base estimates by phase (upstream task 4), used where time tells nothing. */
export const baseEstimate: Readonly<Record<Exclude<Phase, "Unknown" | "Failed">, number>> = {
  Initializing: 5,
  Provisioning: 25,
  Bootstrapping: 50,
  Scaling: 75,
  Installing: 90,
  Ready: 100
}

type Working = Exclude<Stage, "Ready">
const working: ReadonlyArray<Working> = ["Initializing", "Provisioning", "Bootstrapping", "Scaling", "Installing"]

/** The usual durations by provider and shape, as `aws/hosted` or `vsphere/any`. */
const durations: ReadonlyMap<string, Durations> = new Map(
  controllers.flatMap(({ name, provider }) =>
    Object.entries(provider?.durations ?? {}).map(([shape, usual]) => [`${name}/${shape}`, usual] as const)
  )
)

/** Where nobody knows the provider's days. */
const anywhere: Durations = { Initializing: 8, Provisioning: 150, Bootstrapping: 90, Scaling: 110 }

/** Services install in waves of 20-180 s after the first worker joined. */
const servicesSeconds = (count: number): number => (count === 0 ? 0 : Math.min(300, 45 + 15 * count))

/** The most each phase may claim, so that a slow stage never looks like a later one. */
const ceiling: Readonly<Record<Working, number>> = {
  Initializing: 5,
  Provisioning: 49,
  Bootstrapping: 74,
  Scaling: 97,
  Installing: 99
}
const ceilingWithServices: Readonly<Record<Working, number>> = { ...ceiling, Scaling: 89 }

/** And the least: work that has begun shows. */
const floor: Readonly<Record<Working, number>> = {
  Initializing: 1,
  Provisioning: 5,
  Bootstrapping: 8,
  Scaling: 15,
  Installing: 30
}

/**
 * What the finished stages tell about the ones to come. Within twice and half the usual time they tell nothing, because
 * stages depend on different things; beyond that the whole place is fast or slow.
 */
const paceFactor = (taken: number, usual: number): number => {
  if (usual < 20) return 1
  const pace = taken / usual
  return pace < 0.5 ? pace / 0.5 : Math.min(3, Math.max(1, pace / 2))
}

/** Seconds after which CAPA's step counter reads N of 8, as a share of the stage: NAT gateways are most of it. */
const awsSteps: ReadonlyArray<number> = [0, 0.02, 0.04, 0.06, 0.85, 0.88, 0.92, 0.95]

/**
 * What the conditions say about how far a stage is, as [least, most, shown] in 0..1: at most `shown` is claimed, however much of the
 * usual time has passed.
 */
const evidence = (observation: Observation, stage: Working): readonly [number, number, number] => {
  if (stage === "Provisioning") {
    const infrastructure = listed(observation.tree, "InfrastructureReady")
    const step = infrastructure === undefined ? null : /^(\d) of 8 completed$/u.exec(infrastructure.text)
    if (step === null) return [0, 1, 1]
    const done = Number(step[1])
    return [awsSteps[done] ?? 0, awsSteps[done + 1] ?? 1, 1]
  }
  if (stage === "Scaling") {
    const workers = listed(observation.tree, "WorkersAvailable")
    const counts = (workers === undefined ? [] : leavesOf(workers)).flatMap((leaf) => {
      const match = /^(\d+) available replicas, at least (\d+) required/u.exec(leaf.text)
      return match === null ? [] : [{ ready: Number(match[1]), all: Number(match[2]) }]
    })
    const all = counts.reduce((sum, count) => sum + count.all, 0)
    const ready = counts.reduce((sum, count) => sum + Math.min(count.ready, count.all), 0)
    return all === 0 ? [0, 1, 1] : [(0.8 * ready) / all, 1, 0.6 + (0.4 * ready) / all]
  }
  if (stage === "Installing") {
    const { ready, wanted } = observation.services
    if (wanted === 0) return [0, 1, 1]
    const share = Math.min(ready, wanted) / wanted
    return [0.9 * share, 1, 0.6 + 0.4 * share]
  }
  return [0, 1, 1]
}

/** Share of a stage that is over after `elapsed` of `expected`: linear at first, then ever slower, never 1. */
const share = (elapsed: number, expected: number): number => {
  const x = Math.max(0, elapsed) / Math.max(1, expected)
  return x <= 0.7 ? x : 0.7 + 0.28 * (1 - Math.exp(-(x - 0.7) / 0.28))
}

/**
 * A stage that has taken so many times its usual time says no more when it will end: the share that is left shrinks by
 * the clock alone, to seconds, while the cluster waits for something.
 */
const outlived = (spent: number, expected: number): boolean => spent > 1.5 * Math.max(60, expected)

export interface Clockwork {
  /** Seconds since the story began (creation, or the change of the spec); undefined where it cannot be told. */
  readonly elapsed?: number
  /** Seconds since the stage was entered, where it was seen. */
  readonly inStage?: number
  /** The clock was stopped: nothing tells how long what is left will take. */
  readonly standing?: boolean
  /** Where the cluster stood before: what of its worker pools is known to change. */
  readonly change?: ReadonlyArray<PoolChange>
}

export interface Estimate {
  /** Percent of elapsed to expected total time; 100 only with Ready. */
  readonly progress: number
  /** Seconds until Ready, on a normal day. */
  readonly etaSeconds?: number
}

/** Seconds that one machine takes where none of a change has come yet: replacements come one after the other. */
const machineSeconds = { rollout: 60, scaling: 30 }

/** Seconds that a change takes of which nothing is known: an upgrade replaces machine after machine. */
const changeSeconds = 300

/** And the most that is claimed of it, in percent: nothing but its end says that it is over. */
const changeShown = 85

/** How far a change of worker pools is: by the machines that have come, and by how long they took. */
const estimateChange = (changes: ReadonlyArray<PoolChange>, elapsed: number): Estimate => {
  const done = changes.reduce(
    (all, change) => all + change.done - (change.is === "scaling" ? (change.before ?? 0) : 0),
    0
  )
  const left = changes.reduce((all, { done, wanted = done + 1 }) => all + Math.max(1, wanted - done), 0)
  const usual = changes.some(({ is }) => is === "rollout") ? machineSeconds.rollout : machineSeconds.scaling
  const remaining = left * (done > 0 ? elapsed / done : usual)
  const progress = (100 * elapsed) / Math.max(1, elapsed + remaining)
  const most = (100 * (done + 1)) / (done + left + 1)
  return { progress: Math.round(Math.max(floor.Scaling, Math.min(ceiling.Scaling, most, progress))) }
}

/** How long a stage usually takes, as [least, most] seconds; nothing where nobody knows the provider's days. */
export const usualSeconds = (
  stage: Working,
  { provider, services, shape }: Observation
): ReadonlyArray<number> | undefined => {
  if (stage === "Installing") {
    const usual = servicesSeconds(services.wanted)
    return usual === 0 ? undefined : [Math.round(usual * 0.5), Math.round(usual * 2)]
  }
  const usual = (durations.get(`${provider}/${shape}`) ?? durations.get(`${provider}/any`))?.[stage]
  return usual === undefined ? undefined : [Math.round(usual * 0.6), Math.round(usual * 1.6)]
}

/** How far a working cluster is. The narrator keeps it from running backwards. */
export const estimateProgress = (stage: Stage, observation: Observation, clockwork: Clockwork): Estimate => {
  if (stage === "Ready") return { progress: 100 }
  const { change, elapsed, inStage } = clockwork
  if (change !== undefined && change.length > 0 && elapsed !== undefined) return estimateChange(change, elapsed)
  const { provider, shape } = observation
  const changing = change !== undefined && stage === "Scaling"
  const known = durations.get(`${provider}/${shape}`) ?? durations.get(`${provider}/any`)
  const expected = {
    ...(known ?? anywhere),
    Installing: servicesSeconds(observation.services.wanted),
    ...(changing ? { Scaling: changeSeconds } : {})
  }
  const index = working.indexOf(stage)
  const before = working.slice(0, index).reduce((sum, earlier) => sum + expected[earlier], 0)
  const after = working.slice(index + 1).reduce((sum, later) => sum + expected[later], 0)
  const total = before + expected[stage] + after
  const [least, most, shown] = evidence(observation, stage)
  const top = (observation.services.wanted > 0 ? ceilingWithServices : ceiling)[stage]
  // The clock alone shows no stage further than where it usually ends.
  const end = changing ? changeShown : (100 * (before + shown * expected[stage])) / total
  const capped = (progress: number, most = top): number =>
    Math.round(Math.max(floor[stage], Math.min(top, most, progress)))
  // Far beyond any normal day the clock says nothing more; then only the stage and its evidence speak.
  if (elapsed === undefined || elapsed > 4 * total) {
    const next = baseEstimate[working[index + 1] ?? "Ready"]
    const base = baseEstimate[stage]
    return { progress: capped(base + least * Math.max(0, next - base - 1)) }
  }
  const spent = inStage ?? Math.max(0, elapsed - before)
  const done = Math.max(least, Math.min(most, share(spent, expected[stage])))
  // What a change has not done again tells nothing about the pace.
  const pace = change === undefined ? paceFactor(elapsed - spent, before) : 1
  const remaining = pace * (expected[stage] * (1 - done) + after)
  const progress = capped((100 * elapsed) / Math.max(1, elapsed + remaining), end)
  // An estimate of the remaining time needs a stage that is measured in minutes, and a provider whose days we know.
  const grounded =
    known !== undefined &&
    !changing &&
    clockwork.standing !== true &&
    stage !== "Initializing" &&
    !outlived(spent, expected[stage])
  return { progress, ...(grounded ? { etaSeconds: Math.round(remaining) } : {}) }
}
