import { gathered, leavesOf, objectsOf } from "../../../domain/conditionTree.ts"
import type { KubeEvent } from "../../../domain/event/kubeEvent.ts"
import { isoInstant } from "../../../domain/lenient.ts"
import { redact } from "../../../domain/redact/redact.ts"
import type { ExplainedCause } from "../../../domain/update/explanation.ts"
import { classify } from "../../interpret/classifyEvent.ts"
import { diagnose } from "../../interpret/diagnose.ts"
import { unexplained } from "../../interpret/findings.ts"
import { belongsTo } from "../../interpret/scope.ts"
import { isOfServices, type Problem } from "../../state/problems.ts"
import type { State } from "../../state/state.ts"
import { sentence } from "../../text/sentence.ts"
import type { Assessment } from "../assessment.ts"
import { isForBuilding } from "../standing.ts"

const mostCauses = 5
const mostConsequences = 5
const longestText = 1000
const longestConsequence = 160

/** The text of others, on one line, with nothing secret in it. */
export const quoteOf = (text: string, longest = longestText): string => {
  const line = redact(text).replaceAll(/\s+/gu, " ").trim()
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`
}

/**
 * How near an object is to the ground: what the cloud refuses stops the machine, the machine its set, and so on up. The
 * rest are the clouds' own objects, and nearest.
 */
const heights: ReadonlyMap<string, number> = new Map([
  ["ClusterDeployment", 7],
  ["HelmRelease", 6],
  ["Cluster", 5],
  ["K0sControlPlane", 4],
  ["K0smotronControlPlane", 4],
  ["KubeadmControlPlane", 4],
  ["MachineDeployment", 4],
  ["MachinePool", 4],
  ["MachineSet", 3],
  ["Machine", 2]
])
const heightOf = ({ object }: Problem): number => heights.get(object.kind) ?? 1

const blocks = ({ gravity }: Problem): boolean =>
  gravity === "deterministic" || gravity === "userAction" || gravity === "error"

/** Whether one problem is no more than another's shadow: the same words, or something above that merely waits. */
const follows = (problem: Problem, cause: Problem): boolean => {
  if (problem === cause || isOfServices(problem) !== isOfServices(cause)) return false
  if (problem.code === cause.code || problem.summary.includes(cause.summary))
    return heightOf(problem) >= heightOf(cause)
  return blocks(cause) && !blocks(problem) && heightOf(problem) > heightOf(cause)
}

/** What is said of a service, in its own status. */
const serviceTexts = (state: State, service: string): ReadonlyArray<string> =>
  (state.cluster.status?.services ?? [])
    .filter(({ name }) => name === service)
    .flatMap(({ conditions, failureMessage = "" }) => [failureMessage, ...conditions.map(({ message }) => message)])
    .filter((text) => text !== "")

const conditionTexts = (state: State): ReadonlyArray<string> => [
  ...state.observation.tree.conditions.flatMap((bullet) => leavesOf(gathered(bullet)).map(({ text }) => text)),
  ...(state.cluster.status?.services ?? []).flatMap(({ conditions, failureMessage = "" }) => [
    failureMessage,
    ...conditions.map(({ message }) => message)
  ]),
  ...(state.cluster.status?.conditions ?? []).map(({ message }) => message)
]

/** What the provider itself says: by the newest event of the object that means the same, else by the conditions. */
const ownText = (state: State, problem: Problem, events: ReadonlyArray<KubeEvent>): string | undefined => {
  const { kind, name } = problem.object
  if (problem.service !== undefined) {
    // The whole of what the problem's own words are the useful part of.
    const [first] = serviceTexts(state, problem.service)
    return first === undefined ? quoteOf(problem.summary) : quoteOf(first)
  }
  const event = events
    .filter(({ regarding }) => regarding.kind === kind && regarding.name === name)
    .toSorted((a, b) => b.at - a.at)
    .find((one) => {
      const meaning = classify(one, state.cluster)
      return meaning._tag === "Problem" && meaning.cause.code === problem.code
    })
  if (event !== undefined && problem.origin === "event") return quoteOf(event.message)
  const subject = { kind, provider: state.observation.provider }
  const beginning = problem.summary.replace(/…$/u, "").slice(0, 40)
  const said =
    conditionTexts(state).find((text) => text !== "" && diagnose(text, subject)?.code === problem.code) ??
    conditionTexts(state).find((text) => beginning !== "" && text.includes(beginning))
  return said === undefined ? (event === undefined ? undefined : quoteOf(event.message)) : quoteOf(said)
}

/** A line of a long error is no consequence of it. */
const isPartOf = (line: string, whole: string): boolean => whole !== "" && whole.includes(quoteOf(line).slice(0, 60))

/** What the conditions list as not there yet, but for the cause itself. */
const listedConsequences = (state: State, cause: Problem, own: string): ReadonlyArray<string> => {
  if (isOfServices(cause)) return []
  return state.observation.tree.conditions
    .flatMap((bullet) => leavesOf(bullet))
    .filter(({ path, text }) => text !== "" && !path.some(({ head }) => head.includes(cause.object.name)))
    .filter(({ path }) => {
      // Another machine's trouble is its own: what follows is what the object belongs to, or the whole cluster.
      const names = path.flatMap(({ head }) => objectsOf(head)?.names ?? [])
      return names.every((name) => cause.object.name.startsWith(name))
    })
    .filter(({ text }) => !text.includes(cause.summary.slice(0, 40)) && /\p{L}{3}/u.test(text) && !isPartOf(text, own))
    .map(({ path, text }) =>
      quoteOf([...path.map(({ head }) => head).filter((head) => head !== ""), text].join(": "), longestConsequence)
    )
}

const unique = (list: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(list)]

const sameObject = (a: Problem, b: Problem): boolean =>
  a.object.kind === b.object.kind && a.object.name === b.object.name

/** The problems at the root, gravest first, each with what follows from it. */
export const causesOf = (
  state: State,
  now: Assessment,
  events: ReadonlyArray<KubeEvent>
): ReadonlyArray<ExplainedCause> => {
  const verdict = now.verdict?.problem
  const problems =
    verdict === undefined ? now.problems : [verdict, ...now.problems.filter(({ key }) => key !== verdict.key)]
  const roots = problems.filter(
    (problem) => !problems.some((other) => follows(problem, other) && !follows(other, problem))
  )
  const leaving = now.deletion !== undefined
  const own = events.filter((event) =>
    belongsTo(event, state.cluster, state.names, state.machines, state.observation.proven)
  )
  // Of one object that is already blamed, what names no reason adds nothing.
  const blamed = roots.filter(
    (problem, index) =>
      problem.code !== unexplained ||
      !roots.some((other, at) => at !== index && other.code !== unexplained && sameObject(other, problem))
  )
  return blamed.slice(0, mostCauses).map((problem, index): ExplainedCause => {
    const text = ownText(state, problem, own)
    const shadows = problems
      .filter((other) => follows(other, problem) && !roots.includes(other))
      .map(({ object, summary }) => quoteOf(`${object.kind} ${object.name}: ${summary}`, longestConsequence))
    return {
      object: problem.object,
      message: sentence(problem.summary),
      ...(problem.code === "" ? {} : { code: problem.code }),
      since: isoInstant(Math.min(problem.firstAt, state.now)),
      lastSeen: isoInstant(Math.min(problem.lastAt, state.now)),
      count: problem.count,
      ...(text === undefined || text === "" ? {} : { text }),
      consequences: unique([...shadows, ...(index === 0 ? listedConsequences(state, problem, text ?? "") : [])]).slice(
        0,
        mostConsequences
      ),
      // What would help a build is no help to a deletion.
      remedy: problem.advice === "" || (leaving && isForBuilding(problem.advice)) ? [] : [sentence(problem.advice)]
    }
  })
}
