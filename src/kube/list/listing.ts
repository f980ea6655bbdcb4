import { Effect, Fiber } from "effect"
import type { KubeError } from "../errors/KubeError.ts"
import { foreignAnswer, protocolError } from "../errors/transportErrors.ts"
import { KubeApi } from "../http/api.ts"
import { isTooLarge } from "../http/body.ts"
import type { KubeRequest } from "../http/resource.ts"
import { countDecodeFailures } from "../metrics.ts"
import { KubeSettings } from "../settings.ts"
import { type Codec, decodePage, type Page, readPage } from "./page.ts"

export interface Listed<A> {
  readonly items: ReadonlyArray<A>
  readonly resourceVersion: string
  readonly continue?: string
}

/** Counts and logs what was skipped, by names only. */
export const reportSkipped = (request: KubeRequest, names: ReadonlyArray<string>): Effect.Effect<void> =>
  names.length === 0
    ? Effect.void
    : Effect.logWarning(`Skipped ${names.length} that could not be decoded`).pipe(
        Effect.annotateLogs({
          verb: request.verb,
          resource: request.resource,
          namespace: request.namespace ?? "",
          count: names.length,
          names: [...new Set(names)].slice(0, 10).join(", ")
        })
      )

const fetchPage = Effect.fnUntraced(function* (request: KubeRequest) {
  const api = yield* KubeApi
  const page = yield* api.read(request, readPage)
  return yield* Effect.mapError(Effect.fromOption(page), () => foreignAnswer(request, "it is not a list"))
})

/** What of a page somebody wants; the rest is counted. */
const itemsOf = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest, page: Page) {
  const decoded = yield* decodePage(codec, page)
  const { items, skipped } = yield* Effect.mapError(Effect.fromOption(decoded), () =>
    foreignAnswer(request, "it is not JSON")
  )
  yield* countDecodeFailures(codec.resource, skipped.length)
  yield* reportSkipped(request, skipped)
  return items
})

const continued = ({ metadata }: Page): string | undefined =>
  metadata.continue === undefined || metadata.continue === "" ? undefined : metadata.continue

/** Sizes of pages to try where objects are so large that a usual page of them is too large. */
const smallerPages: ReadonlyArray<number> = [50, 5]

/** Asks for pages of this size, and for smaller ones where those are too large. */
const inPagesOf = <A, R>(
  usual: number,
  ask: (limit: number) => Effect.Effect<A, KubeError, R>
): Effect.Effect<A, KubeError, R> =>
  smallerPages
    .filter((limit) => limit < usual)
    .reduce((asked, limit) => Effect.catchIf(asked, isTooLarge, () => ask(limit)), ask(usual))

/** One page of so many objects at most. */
export const listPage = Effect.fnUntraced(function* <A>(codec: Codec<A>, wanted: KubeRequest, usual: number) {
  const [request, page] = yield* inPagesOf(usual, (limit) => {
    const request = { ...wanted, query: { limit: String(limit), ...wanted.query } }
    return Effect.map(fetchPage(request), (page) => [request, page] as const)
  })
  const next = continued(page)
  return {
    items: yield* itemsOf(codec, request, page),
    resourceVersion: page.metadata.resourceVersion ?? "",
    ...(next === undefined ? {} : { continue: next })
  } satisfies Listed<A>
})

/** As many objects as a page is asked for, at most. */
const usualPage = 500

/** Of all pages of a list together, beside what its objects may have: what is kept of them is smaller. */
const largestList = 64 * 1024 * 1024
const usualObject = 8 * 1024
/** An API server may give less than a page at a time, but not for ever. */
const mostPages = 1000

const pages = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest) {
  const { mostObjects } = yield* KubeSettings
  const items: Array<A> = []
  let bytes = 0
  let page = yield* fetchPage(request)
  for (let count = 1; ; count++) {
    bytes += Math.max(0, page.bytes.length - usualObject * Math.min(page.count, usualPage))
    if (bytes > largestList) {
      return yield* protocolError(request, "all its pages together are larger than 64 MiB, and 8 KiB for each object")
    }
    const next = continued(page)
    if (next !== undefined && (count === mostPages || next === request.query?.["continue"])) {
      return yield* protocolError(request, "its pages have no end")
    }
    // The next page is on its way while this one is decoded.
    const following: KubeRequest = {
      ...request,
      query: { ...request.query, ...(next === undefined ? {} : { continue: next }) }
    }
    const coming =
      next === undefined ? undefined : yield* Effect.forkChild(fetchPage(following), { startImmediately: true })
    for (const item of yield* itemsOf(codec, request, page)) items.push(item)
    if (items.length > mostObjects) return yield* protocolError(request, `it holds more than ${mostObjects} objects`)
    if (coming === undefined) return { items, resourceVersion: page.metadata.resourceVersion ?? "" } satisfies Listed<A>
    request = following
    page = yield* Fiber.join(coming)
  }
})

/**
 * All objects of a namespace, paged through to the end. When the history is compacted in the midst of that (410), it
 * starts again without pages, as client-go does: a single answer cannot expire.
 */
export const listAll = Effect.fnUntraced(function* <A>(codec: Codec<A>, namespace: string) {
  const { pageSize } = yield* KubeSettings
  const request: KubeRequest = { verb: "list", resource: codec.resource, namespace }
  const paged = (limit: number) =>
    pages(codec, { ...request, query: { limit: String(limit) } }).pipe(
      Effect.catchIf(
        (error: KubeError) => error.reason === "expired",
        () => pages(codec, request)
      )
    )
  return yield* inPagesOf(pageSize, paged)
})
