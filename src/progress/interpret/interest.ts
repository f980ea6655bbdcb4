import type { EventInterest } from "../../domain/event/eventInterest.ts"
import { namingOf } from "../knowledge/naming.ts"
import { releaseName } from "./scope.ts"

// The grammar of all other kinds builds on the cluster's own name, or on that of its release.
const isKept = (kind: string): boolean => {
  const { how } = namingOf(kind)
  return how === "machine" || how === "credential"
}
const isTold = (kind: string): boolean => namingOf(kind).how === "summary"

/** Names of more than 53 characters have a release of another name. Most have none. */
const withReleases = (names: ReadonlySet<string>): ReadonlySet<string> => {
  const releases = [...names].map(releaseName).filter((release) => !names.has(release))
  return releases.length === 0 ? names : new Set([...names, ...releases])
}

/** What decides which events can be a cluster's. */
export interface Bearings {
  readonly name: string
  readonly credential: string
  /** The machines that its conditions name. */
  readonly machines: ReadonlySet<string>
  /** The names of all ClusterDeployments of its namespace. */
  readonly names: ReadonlySet<string>
}

/**
 * What `belongsTo` can ever find of a cluster, as names to look for: itself and its release, its credential, and the
 * machines that do not bear its name. Whatever machines and credentials are called, they may be named by a condition
 * that is still to come.
 */
export const interestOf = ({ credential, machines, name, names }: Bearings): EventInterest => ({
  names: new Set([
    name,
    releaseName(name),
    ...(credential === "" ? [] : [credential]),
    ...[...machines].filter((machine) => !machine.startsWith(`${name}-`))
  ]),
  neighbours: withReleases(names),
  isKept,
  isTold
})

const isSubset = (names: ReadonlySet<string>, of: ReadonlySet<string>): boolean => {
  for (const name of names) if (!of.has(name)) return false
  return true
}

/** Whether an interest has nothing that the other lacks. */
export const isCovered = (interest: EventInterest, by: EventInterest): boolean =>
  isSubset(interest.names, by.names) && isSubset(interest.neighbours, by.neighbours)
