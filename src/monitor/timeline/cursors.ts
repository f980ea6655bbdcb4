import { type Effect, Option, Schema } from "effect"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import type { Seal } from "../seal.ts"
import type { Timeline } from "./timeline.ts"

const Position = Schema.Struct({
  cluster: Schema.String,
  timeline: Schema.String,
  count: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
})

const Text = Schema.fromJsonString(Position)
const decode = Schema.decodeUnknownOption(Text)
const encode = Schema.encodeSync(Text)
const purpose = "timeline"

/** A cursor to the end of what has been told. */
export const cursorTo = (seal: Seal, target: ClusterTarget, { id, count }: Timeline): Effect.Effect<string> =>
  seal.close(purpose, encode({ cluster: targetKey(target), timeline: id, count }))

/** How many entries of this timeline a cursor has seen; nothing where it is not a cursor of this timeline. */
export const seenBy = (
  seal: Seal,
  target: ClusterTarget,
  { id, count }: Timeline,
  cursor: string
): Option.Option<number> =>
  Option.flatMap(seal.open(purpose, cursor), decode).pipe(
    Option.filter((at) => at.cluster === targetKey(target) && at.timeline === id && at.count <= count),
    Option.map((at) => at.count)
  )
