import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { type ShelvedClusterDeployment, takeFromShelf } from "../../domain/shelvedClusterDeployment.ts"
import { makeTextMemory } from "../../domain/text/textMemory.ts"
import { WatchSignal } from "../../domain/watchSignal.ts"
import type { Audience, SignalQueue } from "./audience.ts"

/**
 * Subscribers that say which ClusterDeployment they follow: of the others they are told the names, because they decide whose an
 * event is, and of each that is new. One that follows none is told of everything. What nobody follows is not decoded.
 */
export const makeClusterAudience = (): Audience<ShelvedClusterDeployment, ClusterDeployment, string | undefined> => {
  const memory = makeTextMemory()
  const read = (object: ShelvedClusterDeployment): ClusterDeployment => takeFromShelf(object, memory)
  const everybody = new Set<SignalQueue<ClusterDeployment>>()
  const insatiable = new Set<SignalQueue<ClusterDeployment>>()
  const followers = new Map<string, Set<SignalQueue<ClusterDeployment>>>()
  return {
    join: (queue, name) => {
      everybody.add(queue)
      if (name === undefined) insatiable.add(queue)
      else followers.set(name, new Set([...(followers.get(name) ?? []), queue]))
      return []
    },
    leave: (queue) => {
      everybody.delete(queue)
      insatiable.delete(queue)
      for (const [name, some] of followers) if (some.delete(queue) && some.size === 0) followers.delete(name)
    },
    listeners: ({ name }, isNew) => (isNew ? [...everybody] : [...insatiable, ...(followers.get(name) ?? [])]),
    read,
    present: (followed, objects) =>
      followed === undefined
        ? WatchSignal.Synced({ items: objects.map(read) })
        : WatchSignal.Synced({
            items: objects.filter(({ name }) => name === followed).map(read),
            others: objects.map(({ name }) => name).filter((name) => name !== followed)
          }),
    passOver: () => false,
    passOverText: () => false,
    passOverLine: () => false
  }
}
