import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent, ObjectRef } from "../../domain/event/kubeEvent.ts"
import { hostedGroups, hostedKinds } from "../knowledge/hosted/kinds.ts"
import { ownerOf } from "../knowledge/ownerOf.ts"

// Whoever may create events writes what he likes into them: the kind, the times, the count. What is known better is not taken
// from them, and what cannot be is not taken at all.

/** What every cloud has of its own: where the cloud is known, such a kind that nobody knows is another's. */
const ofClouds = /(?:Cluster|Machine|MachinePool|MachineTemplate)$/u

/**
 * Whether a cluster of this provider ("" where nothing proves one) can have such an object: the group is that of the kind, and
 * no cloud has another's objects.
 */
export const fits = ({ group, kind }: ObjectRef, provider: string): boolean => {
  const owner = ownerOf(kind)
  const groups = owner?.groups ?? (hostedKinds.includes(kind) ? hostedGroups : undefined)
  if (group !== undefined && groups?.test(group) === false) return false
  if (provider === "") return true
  if (owner === undefined) return !ofClouds.test(kind)
  return owner.provider?.infrastructure === undefined || owner.name === provider
}

/** Controllers try again after seconds, and wait longer each time: the quickest are past this count by the first second. */
const burst = 20

/** An event of this cluster, as far as it can be true: within the cluster's life until now, and counted no faster than things happen. */
export const heard = (event: KubeEvent, { createdAt = 0 }: ClusterDeployment, now: number): KubeEvent => {
  const at = Math.min(now, Math.max(createdAt, event.at))
  const firstAt = Math.min(at, Math.max(createdAt, event.firstAt))
  const count = Math.min(event.count, burst + Math.floor((at - firstAt) / 1000))
  return at === event.at && firstAt === event.firstAt && count === event.count
    ? event
    : { ...event, at, firstAt, count }
}

/** When a complaint was heard with own ears, whatever times it bears, and how often. Epoch milliseconds. */
export interface Voice {
  readonly since: number
  readonly until: number
  readonly times: number
  /** It was there before anybody listened: what it claims of that time is all that can be known of it. */
  readonly listed?: true
}

export const heardAt = (now: number, openedAt: number): Voice => ({
  since: now,
  until: now,
  times: 1,
  ...(now === openedAt ? { listed: true } : {})
})

export const heardAgain = (before: Voice, after: Voice): Voice => ({
  since: Math.min(before.since, after.since),
  until: Math.max(before.until, after.until),
  times: before.times + after.times,
  ...(before.listed === true || after.listed === true ? { listed: true } : {})
})

/** Heard once, and not again: what it claims about earlier times is not believed. */
export const isSlip = ({ listed, times }: Voice): boolean => listed !== true && times < witnessed.times

/** Heard so often, over so long, it is no slip of a tongue: a verdict may stand on it, although no condition agrees. */
const witnessed = { times: 2, ms: 180_000 }

export const isWitnessed = ({ since, times, until }: Voice): boolean =>
  times >= witnessed.times && until - since >= witnessed.ms
