import { type Finding, unexplained } from "../interpret/findings.ts"
import { heardAgain, isSlip, isWitnessed } from "../interpret/voices.ts"
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

/** But where nothing has moved since, nothing has healed it either: it is kept as long as Kubernetes keeps an event. */
const standingLifeMs = 60 * 60_000

/** What is known of a problem, with what is found now. A condition is the better witness of the words, an event of the times. */
const join = (known: Problem | undefined, found: Finding): Problem => {
  if (known === undefined) return { ...found, told: false }
  const voice =
    known.voice === undefined || found.voice === undefined
      ? (found.voice ?? known.voice)
      : heardAgain(known.voice, found.voice)
  const again = known.origin === "event" && found.origin === "event"
  return {
    ...((known.origin === "condition" && found.origin === "event") || (found.echo === true && known.echo !== true)
      ? known
      : found),
    firstAt: Math.min(known.firstAt, found.firstAt),
    provenAt: Math.min(known.provenAt, found.provenAt),
    lastAt: Math.max(known.lastAt, found.lastAt),
    // Each event that says so is one more time, on whichever object.
    count: Math.max(again ? known.count + 1 : known.count, found.count),
    told: known.told,
    ...(voice === undefined ? {} : { voice })
  }
}

/** What is said, and of which object. */
export const wordsOf = ({ object, summary }: Finding): string => `${object.kind}/${object.name} ${summary}`

/** Takes in what one event says is wrong. */
export const rememberEvent = (problems: ReadonlyMap<string, Problem>, found: Finding): ReadonlyMap<string, Problem> =>
  new Map([...problems, [found.key, join(problems.get(found.key), found)]])

/** Joins what is found now with what is remembered. Conditions that no longer say so are healed; events fade. */
export const remember = (
  problems: ReadonlyMap<string, Problem>,
  found: ReadonlyArray<Finding>,
  { movedAt, now, observation }: { readonly movedAt: number; readonly now: number; readonly observation: Observation }
): ReadonlyMap<string, Problem> => {
  const next = new Map<string, Problem>()
  for (const problem of problems.values()) {
    const lifeMs = movedAt > problem.lastAt || problem.gravity === "transient" ? eventLifeMs : standingLifeMs
    const fresh = problem.origin === "event" && now - problem.lastAt < lifeMs
    // Until kcm has looked at a new spec, its services are as they were: what was told of them is not told again.
    const retried =
      problem.service !== undefined && (!observation.current || observation.services.inMotion.includes(problem.service))
    if (fresh || retried) next.set(problem.key, problem)
  }
  for (const one of found) next.set(one.key, join(next.get(one.key) ?? problems.get(one.key), one))
  // A condition and an event may say the same of one object under two codes: it is told once.
  const told = new Set([...next.values()].flatMap((problem) => (problem.told ? [wordsOf(problem)] : [])))
  return new Map(
    [...next].map(([key, problem]) => [key, told.has(wordsOf(problem)) ? { ...problem, told: true } : problem])
  )
}

/** An object that moved on has got over what its events complained about. */
export const forgive = (
  problems: ReadonlyMap<string, Problem>,
  healed: (problem: Problem) => boolean
): ReadonlyMap<string, Problem> => {
  const left = [...problems].filter(([, problem]) => problem.origin === "condition" || !healed(problem))
  return left.length === problems.size ? problems : new Map(left)
}

const second = 1000
const minute = 60 * second

/** A problem that is worth a word only when it lasts, and has not yet. */
const isBrief = ({ firstAt, lastAt, lastingMs = 0, whileStanding }: Problem, movedAt: number): boolean =>
  lastAt - (whileStanding === true ? Math.max(firstAt, movedAt) : firstAt) < lastingMs

/** Whether a problem deserves a warning by now (field guide e, with the rate limit as a last filter). */
export const worthTelling = (problem: Problem, now: number, movedAt: number): boolean => {
  const age = now - problem.firstAt
  if (isBrief(problem, movedAt)) return false
  switch (problem.gravity) {
    case "deterministic":
    case "userAction":
    case "blocksReady":
      return true
    case "error":
      return age >= 30 * second || problem.count >= 3
    case "transient":
      // Normal in every build; worth a word only when it is all that has happened for minutes.
      return age >= 5 * minute && now - movedAt >= 5 * minute && now - problem.lastAt < eventLifeMs
  }
}

export interface Verdict {
  readonly problem: Problem
  /** Nothing heals it, or nothing has for so long that waiting is pointless. */
  readonly final: boolean
}

/** `up to 2 hours`: how long the cloud itself says that it takes. */
const saidWait =
  /\b(?:up to|within|takes?|at least|about|after) (?:an? )?(\d{1,3}|two|three|four|few)? ?(min|hour|day)/giu

const inFigures = new Map([
  ["two", 2],
  ["three", 3],
  ["four", 4],
  ["few", 5]
])

const unitMs = new Map([
  ["min", minute],
  ["hour", 60 * minute],
  ["day", 24 * 60 * minute]
])

/** What a problem's own text says that one has to wait, with a quarter more; 0 where it says nothing. */
const announcedMs = ({ summary }: Problem): number =>
  [...summary.matchAll(saidWait)].reduce((longest, [, count = "1", unit = ""]) => {
    const units = inFigures.get(count.toLowerCase()) ?? Number(count)
    return Math.max(longest, 1.25 * units * (unitMs.get(unit.toLowerCase()) ?? 0))
  }, 0)

/** Objects of what is installed into a cluster: their trouble is not the cluster's. */
const ofServices: ReadonlySet<string> = new Set([
  "ServiceSet",
  "MultiClusterService",
  "StateManagementProvider",
  "ClusterProfile",
  "Profile",
  "ClusterSummary",
  "ClusterReport"
])

/** Whether a problem is about what is installed into the cluster. */
export const isOfServices = (problem: Finding): boolean =>
  problem.service !== undefined || ofServices.has(problem.object.kind)

/** Where kcm's own objects refuse a change, it does not come, however the cluster runs on. */
const refusing: ReadonlySet<string> = new Set(["ClusterDeployment", "HelmRelease", "Credential", "ClusterTemplate"])

/**
 * Whether a problem may end the story: never trouble of services, and in a cluster that serves only what keeps a change of its spec
 * from being made at all.
 */
const mayEnd = (problem: Problem, serving: boolean): boolean =>
  !isOfServices(problem) && (!serving || (problem.gravity === "deterministic" && refusing.has(problem.object.kind)))

/** Whether what is said may be the last word: a condition says it, or events have said it again and again while somebody listened. */
const isProven = ({ open, origin, voice }: Problem): boolean =>
  origin === "condition" || (open !== true && voice !== undefined && isWitnessed(voice))

/** An event is a voice, no verdict: what nobody but events calls hopeless is judged like what somebody has to mend. */
const judgedAs = ({ gravity, origin }: Problem): Gravity =>
  gravity === "deterministic" && origin === "event" ? "userAction" : gravity

/**
 * Whether the cluster has failed, and for good (field guide e, proposed rule): deterministic signals at once or after
 * their grace; what needs a user after 3 occurrences (and a minute, in which rights and quotas may still arrive) or 3
 * minutes in which nothing moved, for good after 12 minutes;
 * other errors after 12 quiet minutes, for good after 15. Transient problems and those that only block Ready never fail a cluster,
 * and nothing is for good by an event alone.
 */
const judge = (problem: Problem, now: number, movedAt: number): Verdict | undefined => {
  // An event tells what went wrong with a service once; whether it still does, the service's own state says.
  if (isBrief(problem, movedAt) || (isOfServices(problem) && problem.service === undefined)) return undefined
  if (now - problem.firstAt < announcedMs(problem)) return undefined
  const slip = problem.origin === "event" && problem.voice !== undefined && isSlip(problem.voice)
  const quiet = now - Math.max(slip ? (problem.voice?.since ?? now) : problem.firstAt, movedAt)
  const provenQuiet = now - Math.max(problem.provenAt, movedAt)
  switch (judgedAs(problem)) {
    case "deterministic": {
      const final = provenQuiet >= problem.graceMs || quiet >= 12 * minute
      return now - problem.firstAt >= problem.graceMs ? { problem, final } : undefined
    }
    case "userAction": {
      // One occurrence that was never repeated may have been the last.
      const repeated = problem.origin === "condition" || (problem.count >= 2 && !slip)
      const insistent =
        !slip && ((problem.count >= 3 && quiet >= 75 * second) || (problem.count >= 8 && quiet >= 45 * second))
      const failed = insistent || quiet >= (repeated ? 3 : 5) * minute
      return failed ? { problem, final: repeated && isProven(problem) && provenQuiet >= 12 * minute } : undefined
    }
    case "error":
      // Only what has surely lasted counts: a text in a condition may have been another one a minute ago.
      return provenQuiet >= 12 * minute
        ? { problem, final: problem.open !== true && isProven(problem) && provenQuiet >= 15 * minute }
        : undefined
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

/** What the cluster has failed of, if it has. `serving`: it stood before, and works on while something is wrong. */
export const verdictOf = (
  problems: ReadonlyMap<string, Problem>,
  now: number,
  movedAt: number,
  serving: boolean
): Verdict | undefined => {
  const ranked = [...problems.values()].toSorted(byGravity)
  const verdict = ranked
    // A cluster that serves has not failed because what heals in its own time keeps a change of it waiting, nor because it
    // cannot get rid of something.
    .filter(({ open, reason = "" }) => !serving || (open !== true && !/delet|terminat/iu.test(reason)))
    .flatMap((problem) => judge(problem, now, movedAt) ?? [])
    .map(({ final, problem }) => ({ problem, final: final && problem.open !== true && mayEnd(problem, serving) }))
    .toSorted((a, b) => Number(b.final) - Number(a.final))[0]
  if (verdict?.problem.code !== unexplained) return verdict
  const explained = ranked.find((problem) => problem.code !== unexplained && problem.gravity !== "transient")
  return explained === undefined ? verdict : { problem: explained, final: verdict.final }
}

/** The sentence a person reads; `unfit` says which advice does not help at this time. */
export const describe = (problem: Finding, unfit?: (advice: string) => boolean): string => {
  const { kind, name } = problem.object
  const said = usefulPart(problem.summary)
  const where = said.includes(name) || problem.service !== undefined ? "" : `${kind} ${name}: `
  const advice = problem.advice === "" || unfit?.(problem.advice) === true ? "" : ` ${sentence(problem.advice)}`
  return `${sentence(`${where}${said}`)}${advice}`
}
