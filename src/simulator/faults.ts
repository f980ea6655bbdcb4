import type { Body } from "./http/body.ts"
import { makeStatus } from "./http/status.ts"
import type { Fault, FaultMatch } from "./Simulator.ts"
import type { ResourceName } from "./store/objects.ts"

/** What of a request a fault can be narrowed to; discovery and health requests have neither. */
export interface FaultTarget {
  readonly resource?: ResourceName
  readonly request?: "get" | "list" | "watch"
}

export interface OpenWatch extends FaultTarget {
  readonly body: Body
}

type Of<Tag extends Fault["_tag"]> = Extract<Fault, { readonly _tag: Tag }>

/** The fault switches. A fault that concerns the inside of a watch also strikes the watches that are open already. */
export interface Faults {
  readonly set: (fault: Fault, match: FaultMatch | undefined) => void
  readonly clear: () => void
  /** The fault of this name that strikes the request, if any; asking uses up one of its `times`. */
  readonly take: <Tag extends Fault["_tag"]>(tag: Tag, target: FaultTarget) => Of<Tag> | undefined
  /** What befalls the connection of an answer, before its first byte. */
  readonly strikeConnection: (answer: OpenWatch) => void
  /** What befalls the events of a watch, after its initial ones. */
  readonly strikeEvents: (watch: OpenWatch) => void
}

export const errorLine = (status: unknown): string => `${JSON.stringify({ type: "ERROR", object: status })}\n`

const onConnection = ["Drop", "Silent"] as const
const onEvents = ["Garbage", "ExpiredInStream"] as const
const inside = [...onConnection, ...onEvents]

export const makeFaults = (openWatches: ReadonlySet<OpenWatch>): Faults => {
  const switches = new Map<Fault["_tag"], { readonly fault: Fault; readonly match: FaultMatch; left: number }>()

  const is = <Tag extends Fault["_tag"]>(fault: Fault, tag: Tag): fault is Of<Tag> => fault._tag === tag

  const take = <Tag extends Fault["_tag"]>(tag: Tag, target: FaultTarget): Of<Tag> | undefined => {
    const active = switches.get(tag)
    if (active === undefined) return undefined
    const { fault, match } = active
    if (match.resource !== undefined && match.resource !== target.resource) return undefined
    if (match.request !== undefined && match.request !== target.request) return undefined
    active.left -= 1
    if (active.left <= 0) switches.delete(tag)
    return is(fault, tag) ? fault : undefined
  }

  const strikeWith = (tag: (typeof inside)[number], watch: OpenWatch): void => {
    const fault = take(tag, watch)
    if (fault === undefined) return
    switch (fault._tag) {
      case "Garbage":
        watch.body.write(`${fault.text}\n`)
        break
      case "ExpiredInStream":
        watch.body.write(
          errorLine(makeStatus(410, { message: "The resourceVersion for the provided watch is too old." }))
        )
        watch.body.end()
        break
      case "Drop":
        watch.body.dropAfter(fault.afterBytes)
        break
      case "Silent":
        watch.body.silence()
        break
    }
  }

  return {
    set: (fault, match = {}) => {
      switches.set(fault._tag, { fault, match, left: match.times ?? Number.POSITIVE_INFINITY })
      const tag = inside.find((name) => name === fault._tag)
      if (tag !== undefined) for (const watch of [...openWatches]) strikeWith(tag, watch)
    },
    clear: () => switches.clear(),
    take,
    strikeConnection: (answer) => {
      for (const tag of onConnection) strikeWith(tag, answer)
    },
    strikeEvents: (watch) => {
      for (const tag of onEvents) strikeWith(tag, watch)
    }
  }
}
