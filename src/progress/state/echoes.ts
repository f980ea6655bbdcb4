import type { Problem } from "./problems.ts"

/** The words of a problem, by which it is known again whoever tells it; names and numbers apart, few are none. */
const wordsOf = ({ object, summary }: Problem): string =>
  summary
    .replaceAll(object.name, "")
    .toLowerCase()
    .replace(/[^a-z]+/gu, " ")
    .trim()
const fewest = 12

/** These are named like the cluster, and like much else that belongs to it. */
const named: ReadonlySet<string> = new Set(["ClusterDeployment", "HelmRelease", "Cluster", "ServiceSet"])

const repeats = (problem: Problem, other: Problem): boolean => {
  if (other.object.name !== problem.object.name || named.has(problem.object.kind)) return false
  const [long = "", short = ""] = [wordsOf(other), wordsOf(problem)].toSorted((a, b) => b.length - a.length)
  return short.length >= fewest && long.includes(short)
}

/** One cause may be told by an event and by a condition, of a machine and of what is behind it: the first of them tells it. */
export const withoutEchoes = (problems: ReadonlyArray<Problem>): ReadonlyArray<Problem> =>
  problems.filter((problem, at) => !problems.slice(0, at).some((other) => repeats(problem, other)))
