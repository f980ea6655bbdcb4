import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { findCondition } from "../../domain/condition.ts"
import { conditionFindings, type Finding } from "../interpret/findings.ts"
import { makeReader } from "../interpret/reader.ts"
import { observe } from "../observe/observation.ts"
import { replacementLoops } from "./machines/cycles.ts"
import { withMachineStatus } from "./machines/moves.ts"
import { byGravity, forgive, isOfServices, remember } from "./problems.ts"
import { addRecent, hasRecent } from "./recent.ts"
import { marksOf } from "./signature.ts"
import { maxMachines, maxProblems, newMemories, type State } from "./state.ts"

/** Within this time of its creation a change of the spec is part of the creation. */
const creationMs = 60_000

/** An object's own clock may be ahead of ours by a little; nothing else is believed to come from the future. */
const notAfter = (at: number, now: number): number => Math.min(at, now)

/** Notes a sign of progress, and whose it was. */
export const withMovement = (state: State, at: number, movedBy?: string): State => {
  const movedAt = notAfter(at, state.now)
  if (movedAt <= state.movedAt) return state
  if (movedBy !== undefined) return { ...state, movedAt, movedBy }
  const { movedBy: _, ...rest } = state
  return { ...rest, movedAt }
}

/** What the status says was the last to change, for whoever has not seen it happen. */
const withTransitions = (state: State): State => {
  const { conditions = [], services = [] } = state.cluster.status ?? {}
  const transitions = [
    ...conditions.map(({ lastTransitionAt }) => lastTransitionAt),
    ...services.map(({ lastTransitionAt }) => lastTransitionAt)
  ]
  return transitions.reduce<State>((moved, at) => (at === undefined ? moved : withMovement(moved, at)), state)
}

/** Each of kcm's own conditions is a step when it becomes True, or begins to be worked on. */
const withGates = (state: State): State => {
  const opened = (state.cluster.status?.conditions ?? [])
    .filter(({ status }) => status !== "False")
    .map(({ lastTransitionAt, status, type }) => ({ mark: `${type} is ${status}`, at: lastTransitionAt ?? 0 }))
    .filter(({ mark }) => !hasRecent(state.signatures, mark))
  if (opened.length === 0) return state
  const marked = { ...state, signatures: opened.map(({ mark }) => mark).reduce(addRecent, state.signatures) }
  return state.told === undefined ? marked : withMovement(marked, Math.max(...opened.map(({ at }) => at)))
}

/** Machines that are replaced again and again: no single event or condition says so. */
const loopFindings = ({ cluster, cycles, now, problems }: State): ReadonlyArray<Finding> =>
  replacementLoops(cycles).map(({ name, times }) => {
    const key = `MachinesReplaced MachineSet/${name}`
    const firstAt = problems.get(key)?.firstAt ?? now
    return {
      key,
      gravity: "error",
      code: "MachinesReplaced",
      summary: `the machines of MachineSet ${name} have been replaced ${times} times, and none has become a Node`,
      advice: "look at a machine's console and its cloud-init log, and at its way to the API server",
      object: { kind: "MachineSet", name, namespace: cluster.namespace },
      origin: "condition",
      graceMs: 0,
      firstAt,
      provenAt: firstAt,
      lastAt: now,
      count: times
    }
  })

/** Brings the problems up to date with the conditions and the clock. */
export const withFindings = (state: State, reader = makeReader(state.readings)): State => {
  const found = [...conditionFindings(state.cluster, state.observation, state, reader), ...loopFindings(state)]
  const problems = remember(state.problems, found, state)
  const healed = [...state.problems.values()].filter(
    (problem) => problem.told && problem.gravity !== "transient" && !problems.has(problem.key)
  )
  const bounded =
    problems.size <= maxProblems
      ? problems
      : new Map([...problems].toSorted(([, a], [, b]) => byGravity(a, b)).slice(0, maxProblems))
  return {
    ...state,
    readings: reader.readings(),
    problems: bounded,
    healed: [...state.healed, ...healed].slice(-maxProblems)
  }
}

const withNames = (known: ReadonlySet<string>, names: ReadonlyArray<string>): ReadonlySet<string> =>
  known.size >= maxMachines || names.every((name) => known.has(name)) ? known : new Set([...known, ...names])

/** Notes which conditions have another reason than when they were last seen. */
const withReasons = (before: State, cluster: ClusterDeployment): ReadonlyMap<string, number> => {
  const known = before.cluster.status?.conditions ?? []
  const changed = (cluster.status?.conditions ?? []).filter(({ type, reason }) => {
    const old = findCondition(known, type)
    return old !== undefined && old.reason !== reason
  })
  return changed.length === 0
    ? before.reasons
    : new Map([...before.reasons, ...changed.map(({ type }): readonly [string, number] => [type, before.now])])
}

/** A cluster that stands has got over what the events of its build complained about. */
const withStanding = (state: State): State => {
  const summary = findCondition(state.cluster.status?.conditions ?? [], "CAPIClusterSummary")
  const stoodAt = summary?.status === "True" && state.observation.capi === "done" ? summary.lastTransitionAt : undefined
  if (stoodAt === undefined) return state
  return {
    ...state,
    problems: forgive(state.problems, (problem) => problem.lastAt < stoodAt && !isOfServices(problem))
  }
}

/** Takes in a new state of the ClusterDeployment. */
export const applyCluster = (before: State, cluster: ClusterDeployment): State => {
  // kcm and its webhooks edit a new object themselves: that belongs to its creation.
  const settledIn = cluster.createdAt === undefined || before.now - cluster.createdAt > creationMs
  const respecified = settledIn && cluster.generation > before.cluster.generation
  const observation = observe(cluster, before.kinds)
  const reader = makeReader(before.readings)
  const { complaints, steps } = marksOf(observation, reader)
  const { respecifiedAt, readySince, ...rest } = before
  const changedAt = respecified ? before.now : respecifiedAt
  const standing = respecified ? undefined : readySince
  const since = observation.stage === "Ready" ? (standing ?? before.now) : undefined
  // Only machines or services that are not there any more prove that the change of the spec has arrived (field guide i.1).
  const arrived =
    !respecified && observation.current && (observation.capi === "listed" || !observation.services.complete)
  let state: State = {
    ...rest,
    cluster,
    observation,
    reasons: withReasons(before, cluster),
    machines: withNames(before.machines, observation.machines),
    machineMoves: withMachineStatus(before.machineMoves, cluster, observation, before.now, before.told === undefined),
    ...(changedAt === undefined ? {} : { respecifiedAt: changedAt }),
    ...(since === undefined ? {} : { readySince: since }),
    movedSinceRespecified: !respecified && (before.movedSinceRespecified || arrived),
    ...(respecified
      ? {
          signatures: newMemories().signatures,
          problems: forgive(before.problems, () => true),
          startedAt: before.now,
          movedAt: before.now,
          saidAt: before.now
        }
      : {})
  }
  const { signatures } = state
  const isNew = (mark: string): boolean => !hasRecent(signatures, mark)
  const moved = steps.some(isNew)
  if (moved || complaints.some(isNew)) {
    // The first look after a change of the spec is the old state: it shows no movement yet.
    const first = respecified || before.told === undefined
    state = { ...state, signatures: [...steps, ...complaints].reduce(addRecent, signatures) }
    state = first ? withTransitions(state) : moved ? withMovement(state, state.now) : state
    state = { ...state, saidAt: first ? state.movedAt : state.now }
  }
  return withFindings(withStanding(withGates(state)), reader)
}
