import { type Finding, unexplained } from "../interpret/findings.ts"
import type { Gravity } from "../knowledge/gravity.ts"
import type { Observation } from "../observe/observation.ts"
import { sentence } from "../text/sentence.ts"
import { usefulPart } from "../text/wording.ts"

/** A finding with its memory. */
export interface Problem extends Finding {
  readonly told: boolean
}

/** Controllers back off to at most 1,000 s between tries: an event that has not come again by then is history. */
const eventLifeMs = 17 * 60_000

/** What is known of a problem, with what is found now. A condition is the better witness of the words, an event of the times. */
const join = (known: Problem | undefined, found: Finding): Problem => {
  if (known === undefined) return { ...found, told: false }
  const again = known.origin === "event" && found.origin === "event"
  return {
    ...(known.origin === "condition" && found.origin === "event" ? known : found),
    firstAt: Math.min(known.firstAt, found.firstAt),
    provenAt: Math.min(known.provenAt, found.provenAt),
    lastAt: Math.max(known.lastAt, found.lastAt),
    // Each event that says so is one more time, on whichever object.
    count: Math.max(again ? known.count + 1 : known.count, found.count),
    told: known.told
  }
}

/** Takes in what one event says is wrong. */
export const rememberEvent = (problems: ReadonlyMap<string, Problem>, found: Finding): ReadonlyMap<string, Problem> =>
  new Map([...problems, [found.key, join(problems.get(found.key), found)]])

/** Joins what is found now with what is remembered. Conditions that no longer say so are healed; events fade. */
export const remember = (
  problems: ReadonlyMap<string, Problem>,
  found: ReadonlyArray<Finding>,
  now: number,
  observation: Observation
): ReadonlyMap<string, Problem> => {
  const next = new Map<string, Problem>()
  for (const problem of problems.values()) {
    const fresh = problem.origin === "event" && now - problem.lastAt < eventLifeMs
    const retried = problem.service !== undefined && observation.services.inMotion.includes(problem.service)
    if (fresh || retried) next.set(problem.key, problem)
  }
  for (const one of found) next.set(one.key, join(next.get(one.key) ?? problems.get(one.key), one))
  return next
}

/** An object that moved on has got over what its events complained about. */
export const forgive = (
  problems: ReadonlyMap<string, Problem>,
  healed: (problem: Problem) => boolean
): ReadonlyMap<string, Problem> =>
  new Map([...problems].filter(([, problem]) => problem.origin === "condition" || !healed(problem)))

const second = 1000
const minute = 60 * second

/** A problem that is worth a word only when it lasts, and has not yet. */
const isBrief = (problem: Problem): boolean => problem.lastAt - problem.firstAt < (problem.lastingMs ?? 0)

/** Whether a problem deserves a warning by now (field guide e, with the rate limit as a last filter). */
export const worthTelling = (problem: Problem, now: number, quietMs: number): boolean => {
  const age = now - problem.firstAt
  if (isBrief(problem)) return false
  switch (problem.gravity) {
    case "deterministic":
    case "userAction":
    case "blocksReady":
      return true
    case "error":
      return age >= 30 * second || problem.count >= 3
    case "transient":
      // Normal in every build; worth a word only when it is all that has happened for minutes.
      return age >= 5 * minute && quietMs >= 5 * minute && now - problem.lastAt < 5 * minute
  }
}

export interface Verdict {
  readonly problem: Problem
  /** Nothing heals it, or nothing has for so long that waiting is pointless. */
  readonly final: boolean
}

/**
 * Whether the cluster has failed, and for good (field guide e, proposed rule): deterministic signals at once or after
 * their grace; what needs a user after 3 occurrences (and a minute, in which rights and quotas may still arrive) or 3
 * minutes in which nothing moved, for good after 12 minutes;
 * other errors after 12 quiet minutes, for good after 15. Transient problems and those that only block Ready never fail a cluster.
 */
const judge = (problem: Problem, now: number, movedAt: number): Verdict | undefined => {
  if (isBrief(problem)) return undefined
  const quiet = now - Math.max(problem.firstAt, movedAt)
  const provenQuiet = now - Math.max(problem.provenAt, movedAt)
  switch (problem.gravity) {
    case "deterministic":
      return now - problem.firstAt >= problem.graceMs ? { problem, final: true } : undefined
    case "userAction": {
      // One occurrence that was never repeated may have been the last.
      const repeated = problem.origin === "condition" || problem.count >= 2
      const insistent = (problem.count >= 3 && quiet >= 75 * second) || (problem.count >= 8 && quiet >= 45 * second)
      const failed = insistent || quiet >= (repeated ? 3 : 5) * minute
      return failed ? { problem, final: repeated && provenQuiet >= 12 * minute } : undefined
    }
    case "error":
      // Only what has surely lasted counts: a text in a condition may have been another one a minute ago.
      return provenQuiet >= 12 * minute ? { problem, final: provenQuiet >= 15 * minute } : undefined
    case "transient":
    case "blocksReady":
      return undefined
  }
}

const rank: Readonly<Record<Gravity, number>> = {
  deterministic: 0,
  userAction: 1,
  error: 2,
  blocksReady: 3,
  transient: 4
}

export const byGravity = (a: Problem, b: Problem): number =>
  rank[a.gravity] - rank[b.gravity] || b.count - a.count || a.firstAt - b.firstAt

export const verdictOf = (
  problems: ReadonlyMap<string, Problem>,
  now: number,
  movedAt: number
): Verdict | undefined => {
  const ranked = [...problems.values()].toSorted(byGravity)
  const verdict = ranked
    .flatMap((problem) => judge(problem, now, movedAt) ?? [])
    .toSorted((a, b) => Number(b.final) - Number(a.final))[0]
  if (verdict?.problem.code !== unexplained) return verdict
  const explained = ranked.find((problem) => problem.code !== unexplained && problem.gravity !== "transient")
  return explained === undefined ? verdict : { problem: explained, final: verdict.final }
}

/** The sentence a person reads; `unfit` says which advice does not help at this time. */
export const describe = (problem: Finding, unfit?: (advice: string) => boolean): string => {
  const { kind, name } = problem.object
  const said = usefulPart(problem.summary, 240)
  const where = said.includes(name) || problem.service !== undefined ? "" : `${kind} ${name}: `
  const advice = problem.advice === "" || unfit?.(problem.advice) === true ? "" : ` ${sentence(problem.advice)}`
  return `${sentence(`${where}${said}`)}${advice}`
}
