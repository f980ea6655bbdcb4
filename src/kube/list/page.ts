import { Effect, Option, Schema } from "effect"
import { lenient } from "../../domain/lenient.ts"
import { isCostly } from "../http/costly.ts"
import { parseJson } from "../http/json.ts"
import type { ResourceName } from "../http/resource.ts"
import { type CutList, cutList } from "./cutList.ts"

/** How objects of a resource pass the door. */
export interface Codec<A> {
  readonly resource: ResourceName
  readonly decode: (input: unknown) => Option.Option<A>
  /** What identifies an object within its namespace. */
  readonly key: (object: A) => string
  /** Whether an object concerns nobody and is not even decoded. */
  readonly passOver?: (object: unknown) => boolean
  /** The same of its text, which is then not even parsed. */
  readonly passOverText?: (object: string) => boolean
}

const text = lenient(Schema.String)
const List = Schema.Struct({
  metadata: Schema.Struct({ resourceVersion: text, continue: text }),
  items: Schema.optionalKey(Schema.NullOr(Schema.Array(Schema.Unknown)))
})
const decodeList = Schema.decodeUnknownOption(List)

const Named = Schema.Struct({ metadata: Schema.Struct({ name: Schema.String.check(Schema.isMaxLength(253)) }) })
const decodeNamed = Schema.decodeUnknownOption(Named)

/** An object's name, for logs; nothing else of an object that could not be decoded is ever repeated. */
export const nameOf = (object: unknown): string =>
  Option.match(decodeNamed(object), { onNone: () => "(unnamed)", onSome: ({ metadata }) => metadata.name })

/** A page of a list. */
export interface Page {
  readonly bytes: Buffer
  readonly metadata: (typeof List.Type)["metadata"]
  readonly count: number
  /** Its items as they stand in the text: they are parsed one by one, and only those that somebody wants. */
  readonly cut: CutList["items"]
  /** Its items where it had to be parsed as a whole. */
  readonly items: ReadonlyArray<unknown>
}

const wholePage = (bytes: Buffer, whole: unknown): Option.Option<Page> =>
  Option.map(decodeList(whole), ({ items, metadata }) => ({
    bytes,
    metadata,
    count: items?.length ?? 0,
    cut: [],
    items: items ?? []
  }))

const wholeOf = (bytes: Buffer): unknown => parseJson(bytes.toString("utf8"))

/** An answer as a page: `None` where it is no list, `undefined` where it is not even JSON. */
export const readPage = (bytes: Buffer): Option.Option<Page> | undefined => {
  const cut = cutList(bytes)
  const list = cut === undefined ? Option.none() : decodeList(parseJson(cut.list))
  if (cut !== undefined && Option.isSome(list)) {
    return Option.some({ bytes, metadata: list.value.metadata, count: cut.count, cut: cut.items, items: [] })
  }
  const whole = wholeOf(bytes)
  return whole === undefined ? undefined : wholePage(bytes, whole)
}

/** What of a page somebody wants, and the names of what could not be decoded. */
export interface DecodedPage<A> {
  readonly items: ReadonlyArray<A>
  readonly skipped: ReadonlyArray<string>
}

/** `None` where a page turns out not to be JSON. */
export const decodePage = Effect.fnUntraced(function* <A>(
  codec: Codec<A>,
  page: Page
): Effect.fn.Return<Option.Option<DecodedPage<A>>> {
  const items: Array<A> = []
  const skipped: Array<string> = []
  const admit = (object: unknown): void => {
    if (codec.passOver?.(object) === true) return
    const decoded = codec.decode(object)
    if (Option.isSome(decoded)) items.push(decoded.value)
    else skipped.push(nameOf(object))
  }
  for (const piece of page.cut) {
    if (codec.passOverText?.(piece) === true) continue
    if (isCostly(piece)) yield* Effect.yieldNow
    const object = parseJson(piece)
    // Not cut between two items: there is no way around the whole.
    if (object === undefined) {
      const whole = wholePage(page.bytes, wholeOf(page.bytes))
      return Option.isSome(whole) ? yield* decodePage(codec, whole.value) : Option.none()
    }
    admit(object)
  }
  for (const object of page.items) admit(object)
  return Option.some({ items, skipped })
})
