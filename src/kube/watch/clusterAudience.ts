import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { Audience, SignalQueue } from "./audience.ts"

/**
 * Subscribers that say which ClusterDeployment they follow: of the others they are told in the whole state, and of each when it is
 * new, because its name decides whose an event is. One that follows none is told of everything.
 */
export const makeClusterAudience = (): Audience<ClusterDeployment, string | undefined> => {
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
    listeners: ({ name }, isNew) => (isNew ? everybody : [...insatiable, ...(followers.get(name) ?? [])]),
    hears: () => () => true,
    passOver: () => false,
    passOverLine: () => false
  }
}
