import { Effect, Option, Schema } from "effect"
import { lenient } from "../../domain/lenient.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { protocolError } from "../errors/transportErrors.ts"
import { countDecodeFailures } from "../metrics.ts"
import { KubeSettings } from "../settings.ts"
import { KubeApi } from "./api.ts"
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

/** One page. */
export const listPage = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest) {
  const api = yield* KubeApi
  const list = yield* Effect.fromOption(decodeList(yield* api.json(request))).pipe(
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
    ...(next === "" ? {} : { continue: next })
  } satisfies Listed<A>
})

const pages = Effect.fnUntraced(function* <A>(codec: Codec<A>, request: KubeRequest) {
  const items: Array<A> = []
  let page = yield* listPage(codec, request)
  items.push(...page.items)
  while (page.continue !== undefined) {
    page = yield* listPage(codec, { ...request, query: { ...request.query, continue: page.continue } })
    items.push(...page.items)
  }
  return { items, resourceVersion: page.resourceVersion } satisfies Listed<A>
})

/**
 * All objects of a namespace, paged through to the end. When the history is compacted in the midst of that (410), it
 * starts again without pages, as client-go does: a single answer cannot expire.
 */
export const listAll = Effect.fnUntraced(function* <A>(codec: Codec<A>, namespace: string) {
  const { pageSize } = yield* KubeSettings
  const request: KubeRequest = { verb: "list", resource: codec.resource, namespace }
  return yield* pages(codec, { ...request, query: { limit: String(pageSize) } }).pipe(
    Effect.catchIf(
      (error: KubeError) => error.reason === "expired",
      () => pages(codec, request)
    )
  )
})
