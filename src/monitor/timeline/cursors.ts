import { Effect, Option, Schema } from "effect"
import { type ClusterTarget, targetKey } from "../../domain/names.ts"
import { makeCursors } from "../look/cursor.ts"
import type { Seal } from "../seal.ts"
import type { Timeline } from "./timeline.ts"

const cursors = makeCursors(
  "timeline",
  Schema.Struct({
    cluster: Schema.String,
    timeline: Schema.String,
    count: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))
  })
)

/** A cursor to the end of what has been told. */
export const cursorTo = (seal: Seal, target: ClusterTarget, { id, count }: Timeline): Effect.Effect<string> =>
  cursors.close(seal, { cluster: targetKey(target), timeline: id, count })

/** How many entries of this timeline a cursor has seen; nothing where it is not a cursor of this timeline. */
export const seenBy = (
  seal: Seal,
  target: ClusterTarget,
  { id, count }: Timeline,
  cursor: string
): Effect.Effect<Option.Option<number>> =>
  Effect.map(Effect.option(cursors.open(seal, cursor)), (opened) =>
    Option.filter(opened, (at) => at.cluster === targetKey(target) && at.timeline === id && at.count <= count).pipe(
      Option.map((at) => at.count)
    )
  )
