import { Data } from "effect"
import type { KubeError } from "../errors/KubeError.ts"

/**
 * What a watch tells its subscriber. A subscriber's first signal is always `Synced` (or the stream fails), also when it joins a watch
 * that has long been running. After a relist there is a `Synced` again: it replaces everything seen before.
 * `Interrupted` and `Resumed` come in pairs around an outage that is being retried; a clean close by the server,
 * a 410, and a wait that the server asked for are silent. When retries are exhausted, or retrying is pointless
 * (403, 404), the stream fails with the KubeError. A subscriber that has fallen far behind is told a `Synced` instead
 * of the changes it missed.
 */
export type WatchSignal<A> = Data.TaggedEnum<{
  readonly Synced: { readonly items: ReadonlyArray<A> }
  readonly Upserted: { readonly object: A }
  readonly Deleted: { readonly object: A }
  readonly Interrupted: {
    readonly error: KubeError
    readonly attempt: number
    readonly attempts: number
    readonly retryInMs: number
  }
  readonly Resumed: Record<never, never>
}>

interface WatchSignalDefinition extends Data.TaggedEnum.WithGenerics<1> {
  readonly taggedEnum: WatchSignal<this["A"]>
}
export const WatchSignal = Data.taggedEnum<WatchSignalDefinition>()
