import { Clock, Context, Effect, Layer, Option, SynchronizedRef } from "effect"
import type { KubeError } from "../errors/KubeError.ts"
import { label } from "../errors/label.ts"
import type { ChosenContext } from "../kubeconfig/ChosenContext.ts"
import { chooseContext } from "../kubeconfig/chooseContext.ts"
import { areGone, isUnchanged, type Stamps, stampsOf } from "../kubeconfig/files.ts"
import { KubeSettings } from "../settings.ts"
import type { Access } from "./Access.ts"
import type { ExecCredential } from "./execPlugin.ts"
import { isWithheld, makeAccess } from "./makeAccess.ts"
import { tlsFiles } from "./tls.ts"

/**
 * The way into the management cluster, made on first use and kept until one of its files changes, or until there is
 * reason to doubt it. A failure to make it is not kept, so that a mended kubeconfig works without a restart.
 */
export class ClusterAccess extends Context.Service<
  ClusterAccess,
  {
    readonly access: Effect.Effect<Access, KubeError>
    /** After a 401: makes everything again from its source, once per generation however many requests it hit. */
    readonly refused: (generation: number) => Effect.Effect<void>
    /** After any other answer that another kubeconfig might have changed: the next access looks. */
    readonly doubted: (generation: number) => Effect.Effect<void>
    readonly namespace: Effect.Effect<Option.Option<string>, KubeError>
  }
>()("k0rdent-mcp/kube/ClusterAccess") {
  static readonly layer = Layer.effect(
    ClusterAccess,
    Effect.gen(function* () {
      const settings = yield* KubeSettings
      // Every access goes through the ref, one at a time: an exec plugin runs once for all who wait for it.
      const state = yield* SynchronizedRef.make<State>(nothingYet)
      const distrust = (generation: number, trust: Trust) =>
        SynchronizedRef.update(state, (from) =>
          from._tag === "Held" && from.access.generation === generation && from.trust !== "none"
            ? { ...from, trust }
            : from
        )
      return ClusterAccess.of({
        access: SynchronizedRef.modifyEffect(state, (from) =>
          Effect.map(currentAccess(from, settings), (held) => [held.access, held] as const)
        ),
        refused: (generation) => distrust(generation, "none"),
        doubted: (generation) => distrust(generation, "doubt"),
        // Asks no plugin: the kubeconfig alone says it.
        namespace: Effect.flatMap(SynchronizedRef.get(state), (from) =>
          Effect.map(currentChoice(from, settings), ({ namespace }) => namespace)
        )
      })
    })
  )
}

/** `doubt`: kept if its source says the same; `none`: to be made anew in any case. */
type Trust = "full" | "doubt" | "none"

interface Held {
  readonly _tag: "Held"
  readonly access: Access
  readonly madeAt: number
  readonly stamps: Stamps
  readonly trust: Trust
}

type State = { readonly _tag: "Nothing" } | Held

const nothingYet: State = { _tag: "Nothing" }

/** What a plugin gave is not asked for anew more often than this because of a mere doubt. */
const youngPlugin = 60_000

const expired = ({ expiresAt }: { readonly expiresAt?: number }, now: number): boolean =>
  expiresAt !== undefined && expiresAt <= now

/** What the plugin gave, where it may be used again. */
const keptCredential = (held: Held, now: number): Option.Option<ExecCredential> => {
  const young = held.trust === "full" || (held.trust === "doubt" && now - held.madeAt < youngPlugin)
  return Option.filter(Option.fromUndefinedOr(held.access.identity.exec), (one) => young && !expired(one, now))
}

/**
 * The context as the files have it now; one whose files are all gone for a moment counts on. While they are empty, as an
 * editor leaves them for a moment, a pod's service account is no substitute: it is somebody else.
 */
const currentChoice = Effect.fnUntraced(function* (from: State, settings: KubeSettings) {
  const before = from._tag === "Held" ? from.access.chosen : undefined
  if (from._tag === "Held" && from.trust !== "none" && (yield* areGone(from.stamps))) {
    return from.access.chosen
  }
  const now = yield* chooseContext(settings)
  return before?.context !== undefined && now.context === undefined ? before : now
})

const currentAccess = Effect.fnUntraced(function* (from: State, settings: KubeSettings) {
  const now = yield* Clock.currentTimeMillis
  if (from._tag === "Held" && from.trust === "full" && !expired(from.access.identity, now)) {
    if (yield* isUnchanged(from.stamps)) return from
  }
  return yield* makeHeld(yield* currentChoice(from, settings), from, settings, now)
})

const makeHeld = Effect.fnUntraced(function* (chosen: ChosenContext, from: State, settings: KubeSettings, now: number) {
  const before = from._tag === "Held" && from.access.chosen.fingerprint === chosen.fingerprint ? from : undefined
  const { cluster, user } = chosen
  const files = [...tlsFiles(cluster, user), ...(user.tokenFile === undefined ? [] : [user.tokenFile])]
  const stamps = new Map([...chosen.stamps, ...(yield* stampsOf(files))])
  const kept = before === undefined ? Option.none() : keptCredential(before, now)
  const generation = from._tag === "Nothing" ? 1 : from.access.generation + 1
  const access = yield* makeAccess(chosen, settings, kept, generation)
  if (before === undefined) yield* tell(access)
  const madeAt = Option.isSome(kept) && before !== undefined ? before.madeAt : now
  const held: Held = { _tag: "Held", access, madeAt, stamps, trust: "full" }
  return held
})

/** Said once for each kubeconfig: what it wants and does not get. */
const tell = ({ chosen, server }: Access): Effect.Effect<void> =>
  isWithheld(chosen, { secure: server.protocol === "https:" })
    ? Effect.logWarning(
        `The credentials of the user "${label(chosen.user.name)}" are not sent to ${server.origin}: it is plain http. Requests are anonymous.`
      )
    : Effect.void
