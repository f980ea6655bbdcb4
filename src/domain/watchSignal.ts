import { Data } from "effect"

/** The watches that a story follows, by the resource's name. */
export type WatchName = "clusterdeployments" | "events"

/**
 * What a watch tells its subscriber. A subscriber's first signal is always `Synced` (or the watch fails), also when it joins a watch
 * that has long been running; an outage that is going on then is told together with it. After a relist there is a `Synced` again: it
 * replaces everything seen before.
 * `Interrupted` and `Resumed` come in pairs around an outage that is being retried; a clean close by the server,
 * a 410, and a wait that the server asked for are silent. A subscriber that has fallen far behind is told a `Synced` instead
 * of the changes it missed.
 */
export type WatchSignal<A> = Data.TaggedEnum<{
  readonly Synced: {
    readonly items: ReadonlyArray<A>
    /** Names of what is there, too, but not told to whoever follows one object alone. */
    readonly others?: ReadonlyArray<string>
  }
  readonly Upserted: { readonly object: A }
  readonly Deleted: { readonly object: A }
  /** `detail` says what is wrong, fit for a user's eyes and without a full stop. */
  readonly Interrupted: { readonly detail: string; readonly attempt: number; readonly attempts: number }
  readonly Resumed: Record<never, never>
}>

interface WatchSignalDefinition extends Data.TaggedEnum.WithGenerics<1> {
  readonly taggedEnum: WatchSignal<this["A"]>
}
/** Makes signals and tells them apart. */
export const WatchSignal = Data.taggedEnum<WatchSignalDefinition>()

/** The names of all objects of which a `Synced` says that they are there. */
export const namesThere = ({
  items,
  others = []
}: Data.TaggedEnum.Value<WatchSignal<{ readonly name: string }>, "Synced">): ReadonlyArray<string> => [
  ...items.map(({ name }) => name),
  ...others
]

/** A watch's last word: it has ended, and nothing follows. */
export interface WatchFailed {
  readonly _tag: "Failed"
  readonly detail: string
  /** Asking again does not help before somebody changes something: a right is missing, or the resource. */
  readonly permanent: boolean
}
