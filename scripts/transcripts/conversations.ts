import { Effect } from "effect"
import type { Assistant, Exchange } from "./stage.ts"

/** A conversation: whose cluster, what the person wants, and what the assistant calls. */
export interface Conversation {
  /** The page's name. */
  readonly name: string
  readonly title: string
  readonly recording: string
  readonly person: string
  readonly calls: (assistant: Assistant) => Effect.Effect<ReadonlyArray<Exchange>>
}

const getState = "clusterDeployments_getState"
const wait = "clusterDeployments_wait"
const explain = "clusterDeployments_explain"
const list = "clusterDeployments_list"

const cursorOf = ({ structure }: Exchange): string => String(structure["cursor"])

export const conversations: ReadonlyArray<Conversation> = [
  {
    name: "success",
    title: "A cluster that comes up",
    recording: "azure-standalone",
    person: "I have just applied azure-edge. Tell me when I can use it.",
    calls: Effect.fnUntraced(function* ({ call, waitUntil }) {
      const name = "kcm-system/azure-edge"
      yield* waitUntil(20)
      const found = yield* call(list, { namespace: "kcm-system" })
      const state = yield* call(getState, { name })
      const first = yield* call(wait, { name, since: cursorOf(state) })
      const second = yield* call(wait, { name, since: cursorOf(first), timeoutSeconds: 600 })
      const told = yield* call(getState, { name, since: cursorOf(state) })
      return [found, state, first, second, told]
    })
  },
  {
    name: "failure",
    title: "A cluster that fails",
    recording: "quota-failure",
    person: "Watch analytics/spark for me. If something goes wrong, tell me what to do.",
    calls: Effect.fnUntraced(function* ({ call, waitUntil }) {
      const name = "analytics/spark"
      yield* waitUntil(240)
      const state = yield* call(getState, { name })
      const scaling = yield* call(wait, { name, until: "Failed", since: cursorOf(state), timeoutSeconds: 900 })
      const why = yield* call(explain, { name })
      const events = yield* call("events_list", { namespace: "analytics", cluster: "spark", limit: 5 })
      const end = yield* call(wait, { name, until: "terminal", since: cursorOf(scaling), timeoutSeconds: 1800 })
      return [state, scaling, why, events, end]
    })
  },
  {
    name: "long-wait",
    title: "A wait of more than twenty minutes",
    recording: "thirty-minutes",
    person: "Wait until it is ready, however long it takes, and say now and then how it goes.",
    calls: Effect.fnUntraced(function* ({ call, waitUntil }) {
      const name = "dc1/bare"
      yield* waitUntil(15)
      const state = yield* call(getState, { name })
      const long = yield* call(wait, { name, since: cursorOf(state), timeoutSeconds: 1800 })
      const why = yield* call(explain, { name })
      const rest = yield* call(wait, { name, since: cursorOf(long), timeoutSeconds: 1800 })
      return [state, long, why, rest]
    })
  }
]
