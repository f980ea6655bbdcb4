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

const section = (title: string, lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length === 0 ? [] : ["", title, ...lines]

const clock = (instant: string): string => `${instant.slice(11, 19)} UTC`

const causeLines = ({ consequences, count, lastSeen, message, object, since, text }: ExplainedCause) => [
  `- ${object.kind} ${object.name}: ${message}`,
  `  seen ${count === 1 ? "once" : `${count} times`}, since ${clock(since)}, last ${clock(lastSeen)}`,
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
  return [
    `${target.namespace}/${target.name}: ${whole.phase}; ${verdicts[whole.verdict]}; ` +
      (whole.verdict === "ready" ? "" : `${healing[whole.healsByItself]}; `) +
      `${whole.usable ? "the cluster can be used" : "the cluster cannot be used yet"}. It is ${whole.age} old.`,
    `Step: ${step.name} for ${minutes(step.inStepSeconds)}${took}${counts === "" ? "" : `; ${counts}`}`,
    ...(step.waitingFor === undefined ? [] : [`Waiting for: ${step.waitingFor}`]),
    ...(eta === undefined ? [] : [`To go: ${minutes(eta.minSeconds)} to ${minutes(eta.maxSeconds)} ${eta.covers}`]),
    ...section("Causes:", causes.flatMap(causeLines)),
    ...section(
      "What to do:",
      nextSteps.map((one, index) => `${index + 1}. ${one}`)
    ),
    ...section(
      "Where to look:",
      lookAt.map((one) => `- ${one}`)
    ),
    ...section(
      "Does not matter:",
      ruledOut.map(({ what, why }) => `- ${what}: ${why}`)
    ),
    ...section(
      "Beside it:",
      siblings.map((one) => `- ${one}`)
    ),
    ...section(
      "Rights that would tell more:",
      missingRights.map((one) => `- ${one}`)
    ),
    ...section("Behind it:", tree.map(nodeLine))
  ]
}
