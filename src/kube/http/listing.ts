import { Effect, Option, Schema } from "effect"
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
  /** What the answers took together. */
  readonly bytes: number
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

/** One page. */
export const listPage = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest) {
  const api = yield* KubeApi
  const { answer, bytes } = yield* api.measured(request)
  const list = yield* Effect.fromOption(decodeList(answer)).pipe(
    Effect.mapError(() => protocolError(request, "it is not a list"))
  )
  const items: Array<A> = []
  const skipped: Array<string> = []
  for (const item of list.items ?? []) {
    if (codec.passOver?.(item) === true) continue
    const decoded = codec.decode(item)
    if (Option.isSome(decoded)) items.push(decoded.value)
    else skipped.push(nameOf(item))
  }
  yield* countDecodeFailures(codec.resource, skipped.length)
  yield* reportSkipped(request, skipped)
  const next = list.metadata.continue ?? ""
  return {
    items,
    resourceVersion: list.metadata.resourceVersion ?? "",
    bytes,
    ...(next === "" ? {} : { continue: next })
  } satisfies Listed<A>
})

/** Of all pages of a list together: what is kept of it is smaller. */
const largestList = 64 * 1024 * 1024
/** An API server may give less than a page at a time, but not for ever. */
const mostPages = 1000

const pages = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest) {
  const { mostObjects } = yield* KubeSettings
  const items: Array<A> = []
  let bytes = 0
  let page = yield* listPage(codec, request)
  for (let count = 1; ; count++) {
    bytes += page.bytes
    for (const item of page.items) items.push(item)
    if (items.length > mostObjects) return yield* protocolError(request, `it holds more than ${mostObjects} objects`)
    if (bytes > largestList) return yield* protocolError(request, "all its pages together are larger than 64 MiB")
    const next = page.continue
    if (next === undefined) return { items, resourceVersion: page.resourceVersion, bytes } satisfies Listed<A>
    if (count === mostPages || next === request.query?.["continue"]) {
      return yield* protocolError(request, "its pages have no end")
    }
    request = { ...request, query: { ...request.query, continue: next } }
    page = yield* listPage(codec, request)
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
