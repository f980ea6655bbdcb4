import { Effect, Fiber, Option, Schema } from "effect"
import { lenient } from "../../domain/lenient.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { protocolError } from "../errors/transportErrors.ts"
import { countDecodeFailures } from "../metrics.ts"
import { KubeSettings } from "../settings.ts"
import { KubeApi } from "./api.ts"
import { isTooLarge } from "./body.ts"
import type { KubeRequest, ResourceName } from "./resource.ts"

/** How objects of a resource pass the door. */
export interface Codec<A> {
  readonly resource: ResourceName
  readonly decode: (input: unknown) => Option.Option<A>
  /** What identifies an object within its namespace. */
  readonly key: (object: A) => string
  /** Whether an object concerns nobody and is not even decoded. */
  readonly passOver?: (object: unknown) => boolean
}

const text = lenient(Schema.String)
const List = Schema.Struct({
  metadata: Schema.Struct({ resourceVersion: text, continue: text }),
  items: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Unknown)))
})
const decodeList = Schema.decodeUnknownOption(List)

export interface Listed<A> {
  readonly items: ReadonlyArray<A>
  readonly resourceVersion: string
  readonly continue?: string
}

const Named = Schema.Struct({ metadata: Schema.Struct({ name: Schema.String.check(Schema.isMaxLength(253)) }) })
const decodeNamed = Schema.decodeUnknownOption(Named)

/** An object's name, for logs; nothing else of an object that could not be decoded is ever repeated. */
export const nameOf = (object: unknown): string =>
  Option.match(decodeNamed(object), { onNone: () => "(unnamed)", onSome: ({ metadata }) => metadata.name })

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

type Page = typeof List.Type & { readonly bytes: number }

const fetchPage = Effect.fnUntraced(function* (request: KubeRequest) {
  const api = yield* KubeApi
  const { answer, bytes } = yield* api.measured(request)
  const list = yield* Effect.fromOption(decodeList(answer)).pipe(
    Effect.mapError(() => protocolError(request, "it is not a list"))
  )
  return { ...list, bytes } satisfies Page
})

const decodePage = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest, page: Page) {
  const items: Array<A> = []
  const skipped: Array<string> = []
  for (const item of page.items ?? []) {
    if (codec.passOver?.(item) === true) continue
    const decoded = codec.decode(item)
    if (Option.isSome(decoded)) items.push(decoded.value)
    else skipped.push(nameOf(item))
  }
  yield* countDecodeFailures(codec.resource, skipped.length)
  yield* reportSkipped(request, skipped)
  return items
})

const continued = ({ metadata }: Page): string | undefined =>
  metadata.continue === undefined || metadata.continue === "" ? undefined : metadata.continue

/** One page. */
export const listPage = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest) {
  const page = yield* fetchPage(request)
  const next = continued(page)
  return {
    items: yield* decodePage(codec, request, page),
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
    bytes += Math.max(0, page.bytes - usualObject * Math.min(page.items?.length ?? 0, usualPage))
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
    for (const item of yield* decodePage(codec, request, page)) items.push(item)
    if (items.length > mostObjects) return yield* protocolError(request, `it holds more than ${mostObjects} objects`)
    if (coming === undefined) return { items, resourceVersion: page.metadata.resourceVersion ?? "" } satisfies Listed<A>
    request = following
    page = yield* Fiber.join(coming)
  }
})

/** Sizes of pages to try where objects are so large that a usual page of them is too large. */
const smallerPages: ReadonlyArray<number> = [50, 5]

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
  return yield* smallerPages.reduce(
    (listed, limit) => Effect.catchIf(listed, isTooLarge, () => paged(limit)),
    paged(pageSize)
  )
})
