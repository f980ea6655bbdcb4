import type { ClusterTarget } from "../../../domain/names.ts"
import type { ExplainedCause, Explanation, TreeNode } from "../../../domain/update/explanation.ts"

const verdicts: Readonly<Record<Explanation["verdict"], string>> = {
  progressing: "it is on its way",
  retrying: "something is wrong, and it is being tried again",
  stalled: "nothing moves",
  failed: "it has failed, and the controllers go on trying",
  givenUp: "it has failed for good",
  deleting: "it is being deleted",
  ready: "it is ready"
}

const healing: Readonly<Record<Explanation["healsByItself"], string>> = {
  yes: "it goes on by itself",
  no: "it does not heal by itself",
  unknown: "whether it heals by itself cannot be told"
}

const minutes = (seconds: number): string => (seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`)

/** The most lines that somebody reads who wants an answer. */
const mostLines = 40

interface Section {
  readonly title: string
  readonly lines: ReadonlyArray<string>
  /** So many lines of it are kept, however long the whole is. */
  readonly least: number
}

/** As much of each section as fits; what stands last gives way first. */
const fitted = (sections: ReadonlyArray<Section>, room: number): ReadonlyArray<string> => {
  const present = sections.filter(({ lines }) => lines.length > 0)
  let over = present.reduce((sum, { lines }) => sum + lines.length + 2, 0) - room
  const kept = present.toReversed().map(({ least, lines, title }) => {
    if (over <= 0 || lines.length <= least + 1) return { title, lines }
    const keep = Math.max(least, lines.length - over - 1)
    over -= lines.length - keep - 1
    return { title, lines: [...lines.slice(0, keep), `  (${lines.length - keep} more lines)`] }
  })
  return kept.toReversed().flatMap(({ lines, title }) => ["", title, ...lines])
}

/** A moment, with its day where that is not today. */
const clock = (instant: string, now: string): string =>
  instant.slice(0, 10) === now.slice(0, 10)
    ? `${instant.slice(11, 19)} UTC`
    : `${instant.slice(0, 16).replace("T", " ")} UTC`

const causeLines =
  (now: string) =>
  ({ consequences, count, lastSeen, message, object, since, text }: ExplainedCause) => [
    `- ${object.kind} ${object.name}: ${message}`,
    `  ${count === 1 ? "" : `seen ${count} times, `}since ${clock(since, now)}, last seen ${clock(lastSeen, now)}`,
    ...(text === undefined || message.includes(text) ? [] : [`  in its own words: "${text}"`]),
    ...consequences.map((one) => `  because of it: ${one}`)
  ]

const marks: Readonly<Record<TreeNode["status"], string>> = { ready: "ok", notReady: "NOT READY", unknown: "-" }

const nodeLine = ({ depth, detail, kind, name, status }: TreeNode): string =>
  `${"  ".repeat(depth)}${kind} ${name}  ${marks[status]}${detail === undefined ? "" : `  ${detail}`}`

const countsIn = ({ counts }: Explanation["step"]): string =>
  [
    ["control plane", counts.controlPlane],
    ["workers", counts.workers],
    ["services", counts.services],
    ["infrastructure", counts.infrastructure]
  ]
    .flatMap(([what, count]) => (count === undefined ? [] : [`${what} ${count}`]))
    .join(", ")

/** An explanation for a reader: what is so, why, what to do, and what is behind it. */
export const describeExplanation = (target: ClusterTarget, whole: Explanation): ReadonlyArray<string> => {
  const { causes, eta, lookAt = [], missingRights = [], nextSteps, ruledOut, siblings = [], step, tree } = whole
  const usual = step.usualSeconds
  const took = usual === undefined ? "" : `, usually ${usual.map(minutes).join(" to ")}`
  const counts = countsIn(step)
  const heals = whole.verdict === "ready" ? [] : [healing[whole.healsByItself]]
  const serves =
    whole.verdict === "deleting" ? [] : [`the cluster ${whole.usable ? "can be used" : "cannot be used yet"}`]
  const head = [
    `${target.namespace}/${target.name}: ${[whole.phase, verdicts[whole.verdict], ...heals, ...serves].join("; ")}. ` +
      `It is ${whole.age} old.`,
    `Step: ${step.name} for ${minutes(step.inStepSeconds)}${took}${counts === "" ? "" : `; ${counts}`}`,
    ...(step.waitingFor === undefined ? [] : [`Waiting for: ${step.waitingFor.replace(/^waiting for /u, "")}`]),
    ...(eta === undefined ? [] : [`To go: ${minutes(eta.minSeconds)} to ${minutes(eta.maxSeconds)} ${eta.covers}`])
  ]
  const sections = [
    { title: "Causes:", lines: causes.flatMap(causeLines(whole.now)), least: 6 },
    { title: "What to do:", lines: nextSteps.map((one, index) => `${index + 1}. ${one}`), least: 8 },
    { title: "Where to look:", lines: lookAt.map((one) => `- ${one}`), least: 4 },
    { title: "Rights that would tell more:", lines: missingRights.map((one) => `- ${one}`), least: 2 },
    { title: "Does not matter:", lines: ruledOut.map(({ what, why }) => `- ${what}: ${why}`), least: 2 },
    { title: "Beside it:", lines: siblings.map((one) => `- ${one}`), least: 2 },
    {
      title: whole.treeIncomplete === true ? "Behind it, as far as it could be looked at:" : "Behind it:",
      lines: tree.length === 0 && whole.treeIncomplete === true ? ["- it did not answer in time"] : tree.map(nodeLine),
      least: 4
    }
  ]
  return [...head, ...fitted(sections, mostLines - head.length)]
}
