import type { ServerResponse } from "node:http"
import { Effect, Random } from "effect"
import { errorLine, type Faults, type OpenWatch } from "../faults.ts"
import { eventDefaults, type StoredObject } from "../store/objects.ts"
import { type ApiResource, apiVersionOf } from "../store/resources.ts"
import type { Change, Store } from "../store/store.ts"
import type { Body } from "./body.ts"
import type { ListOptions } from "./listOptions.ts"
import { tooOld } from "./status.ts"
import { tableOf } from "./table.ts"

export interface WatchRequest {
  readonly resource: ApiResource
  readonly options: ListOptions
  readonly table: boolean
}

export interface WatchContext {
  readonly store: Store
  readonly faults: Faults
  readonly openWatches: Set<OpenWatch>
  readonly now: () => number
  /** A watch that names no timeout ends after a random time between this and twice this (--min-request-timeout). */
  readonly minTimeoutSeconds: number
}

/** How a change looks to a watch that sees only what its selectors select; undefined: not at all. */
const seen = (
  change: Change,
  selects: (object: StoredObject) => boolean
): { readonly type: Change["type"]; readonly object: StoredObject } | undefined => {
  const before = change.previous !== undefined && selects(change.previous)
  const after = change.type !== "DELETED" && selects(change.object)
  if (after) return { type: before ? "MODIFIED" : "ADDED", object: change.object }
  if (!before || change.previous === undefined) return undefined
  if (change.type === "DELETED") return { type: "DELETED", object: change.object }
  // It left the selection: the client hears of the object it knew, at the version at which it left.
  const { metadata } = change.previous
  return {
    type: "DELETED",
    object: { ...change.previous, metadata: { ...metadata, resourceVersion: `${change.revision}` } }
  }
}

/** The encoder of one watch. A Table watch defines its columns once, with its first event. */
const makeEncoder = (request: WatchRequest, now: () => number) => {
  const { resource, options } = request
  let columns = true
  const frame = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`
  const table = (type: string, object: StoredObject) => {
    const body = tableOf(resource, [object], {
      now: now(),
      include: options.includeObject,
      metadata: { resourceVersion: object.metadata.resourceVersion },
      columns
    })
    columns = false
    return frame(type, body)
  }
  return {
    object: (type: Change["type"], object: StoredObject) =>
      request.table ? table(type, object) : frame(type, resource.view(object)),
    bookmark: (revision: number, initialEventsEnd: boolean) => {
      const metadata = {
        resourceVersion: `${revision}`,
        ...(initialEventsEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {})
      }
      const head = { kind: resource.kind, apiVersion: apiVersionOf(resource) }
      if (!request.table) {
        return frame("BOOKMARK", { ...head, metadata, ...(resource.plural === "events" ? eventDefaults : {}) })
      }
      const empty = { ...head, metadata: { ...metadata, name: "", uid: "", creationTimestamp: "" } }
      return table("BOOKMARK", empty)
    }
  }
}

const closed = (response: ServerResponse) =>
  Effect.callback<void>((resume) => {
    const done = () => resume(Effect.void)
    if (response.destroyed || response.writableFinished) done()
    else response.once("close", done)
    return Effect.sync(() => response.off("close", done))
  })

/** Starts a watch: everything up to now is written and the listener is set in one step, so that no change falls between. */
const begin = (context: WatchContext, request: WatchRequest, response: ServerResponse, body: Body) => {
  const { store, faults, openWatches } = context
  const { resource, options } = request
  const encode = makeEncoder(request, context.now)
  const watch: OpenWatch = { resource: resource.store, request: "watch", body }
  const asked = options.resourceVersion ?? 0
  const initial = options.sendInitialEvents ?? asked === 0
  // A version from the future is waited for in silence.
  const from = initial || asked === 0 ? store.revision() : asked

  const tell = (change: Change) => {
    if (change.resource !== resource.store || change.revision <= from) return
    const event = seen(change, options.selects)
    if (event !== undefined) body.write(encode.object(event.type, event.object))
  }
  const bookmark = () => body.write(encode.bookmark(store.revision(), false))

  response.writeHead(200, { "cache-control": "no-cache, private", "content-type": "application/json" })
  response.flushHeaders()
  openWatches.add(watch)
  // The count must be right at once, not only when the fiber gets to run.
  response.once("close", () => openWatches.delete(watch))
  faults.strikeConnection(watch)
  const history = store.since(resource.store, from)
  if (history === undefined) {
    body.write(errorLine(tooOld(asked, store.compacted())))
    body.end()
    return { bookmark, stop: () => openWatches.delete(watch) }
  }
  if (initial) {
    for (const object of store.list(resource.store) ?? []) {
      if (options.selects(object)) body.write(encode.object("ADDED", object))
    }
    if (options.bookmarks) body.write(encode.bookmark(from, true))
  }
  for (const change of history) tell(change)
  const unlisten = store.listen(tell)
  faults.strikeEvents(watch)
  return {
    bookmark,
    stop: () => {
      unlisten()
      openWatches.delete(watch)
    }
  }
}

/** Serves a watch until its timeout, or until either side closes the connection. */
export const serveWatch = Effect.fnUntraced(function* (
  context: WatchContext,
  request: WatchRequest,
  response: ServerResponse,
  body: Body
) {
  const { options } = request
  const { minTimeoutSeconds } = context
  const seconds = options.timeoutSeconds ?? (yield* Random.nextIntBetween(minTimeoutSeconds, 2 * minTimeoutSeconds))
  yield* Effect.acquireUseRelease(
    Effect.sync(() => begin(context, request, response, body)),
    ({ bookmark }) => {
      const mark = Effect.sync(() => {
        if (options.bookmarks) bookmark()
      })
      // As the watch cache does: about once a minute, and shortly before the end.
      const last = 2
      const deadline =
        seconds > last
          ? Effect.sleep((seconds - last) * 1000).pipe(Effect.andThen(mark), Effect.andThen(Effect.sleep(last * 1000)))
          : Effect.sleep(seconds * 1000)
      const bookmarks = Effect.sleep("1 minute").pipe(Effect.andThen(mark), Effect.forever)
      // Only the connection's end is the end: a watch that a fault has silenced outlives its timeout.
      const end = deadline.pipe(Effect.andThen(Effect.sync(() => body.end())), Effect.andThen(Effect.never))
      return Effect.raceAllFirst([closed(response), end, bookmarks])
    },
    ({ stop }) => Effect.sync(stop)
  )
})
