import type { Gravity } from "./gravity.ts"

/** What a milestone proves about the cluster, for the phase. */
export type Fact =
  | "capiProvisioning"
  | "infrastructureReady"
  | "capiProvisioned"
  | "controlPlaneInitialized"
  | "capiReady"

/** What a milestone's sentence is made of. */
export interface EventWords {
  readonly kind: string
  readonly name: string
  /** The useful part of the event's message. */
  readonly message: string
  /** The first capture of the row's message pattern; "" where there is none. */
  readonly captured: string
  /** " as a control plane node", " as a worker", or "" where the machine's name does not tell. */
  readonly role: string
}

/** What to make of a problem whose text nobody knows. */
export interface Otherwise {
  readonly klass: Exclude<Gravity, "transient">
  readonly advice: string
  /** Only when it lasts so long: one word of a controller that nobody knows may be its last. */
  readonly lastingMs?: number
  /** Nobody can tell whether it heals: it never ends a story. */
  readonly open?: true
  /**
   * How much is known of what went wrong, where that is next to nothing: whatever else is known says more. `nothing` is said of
   * events that no row is for, whose text then stays as it is.
   */
  readonly knows?: "little" | "nothing"
}

/** What an event means. */
export type Meaning =
  | {
      readonly is: "milestone"
      readonly say: (event: EventWords) => string
      /** Told once per key. */
      readonly key: string | ((event: EventWords) => string)
      readonly fact?: Fact
      /** Not while the cluster is being deleted. */
      readonly unlessDeleting?: true
      /** Part of a deletion; where nobody has asked for one, it is trouble. */
      readonly troubleIfUnwanted?: true
      /** Reasons of earlier complaints of the same object that must be over before this can happen. */
      readonly proves?: ReadonlyArray<string>
    }
  | {
      readonly is: "problem"
      /** Where the text itself gives no diagnosis: what to make of it. Without it an undiagnosed event is noise. */
      readonly otherwise?: Otherwise
      /** Class that the reporter's own word implies, whatever the text says. */
      readonly klass?: Exclude<Gravity, "transient">
      /** The reason is the cloud's own code. */
      readonly codeIsReason?: true
      /** No condition tells of it, although its object has some. */
      readonly soleWitness?: true
      /** Only when it lasts so long (first to newest occurrence, whatever the ids in its texts), or the recorder combined many of its kind. */
      readonly lastingMs?: number
      /** And only while nothing else moves: every good course shows it between two steps. */
      readonly whileStanding?: true
    }
  /** `proves`: reasons of earlier complaints of the same object that must be over before this can happen. */
  | { readonly is: "movement"; readonly proves?: ReadonlyArray<string> }
  | { readonly is: "noise" }

/** An event that a row is for: kind and reason are the row's first where absent, the type is what such a row usually has. */
export interface EventExample {
  readonly kind?: string
  readonly reason?: string
  readonly message: string
}

/** One kind of event. The first row of a kind whose reason, type and message match decides. */
export interface EventRow {
  /** Kinds of the regarding object; empty means any. */
  readonly kinds: ReadonlyArray<string>
  /** Reasons, compared case-insensitively (CAPO changes the case); or a pattern. */
  readonly reasons: ReadonlyArray<string> | RegExp
  readonly type?: "Normal" | "Warning"
  readonly message?: RegExp
  readonly meaning: Meaning
  readonly example: string | EventExample
  readonly source: string
}

/** These have conditions on the ClusterDeployment, which know when a problem is over; their events only tell that it was there. */
export const conditioned: ReadonlySet<string> = new Set([
  "ClusterDeployment",
  "Credential",
  "HelmRelease",
  "ServiceSet"
])

export const noise = { is: "noise" } as const
export const movement = { is: "movement" } as const
/** Worth telling only where the text names a cause that does not heal by itself. */
export const diagnosed = { is: "problem" } as const
/** The same from a controller that never gives up: whatever the text, somebody can still mend it. */
export const retriedTrouble = (advice: string) =>
  ({ is: "problem", klass: "userAction", otherwise: { klass: "userAction", advice } }) as const
/** Worth telling in any case, unless the text is plainly transient. */
export const trouble = (advice: string, klass: Exclude<Gravity, "transient"> = "error") =>
  ({ is: "problem", otherwise: { klass, advice } }) as const
/** Any trouble of a controller that tells it in one way: the row knows no more than that it is there. */
export const anyTrouble = <M extends { readonly otherwise: Otherwise }>(meaning: M) => ({
  ...meaning,
  otherwise: { ...meaning.otherwise, knows: "little" as const }
})
/** Of a cluster that serves, or of its services: worth knowing, and never a failed cluster. */
export const sideTrouble = (advice: string, seconds = 0) =>
  ({
    is: "problem",
    klass: "blocksReady",
    otherwise: { klass: "blocksReady", advice },
    ...(seconds === 0 ? {} : { lastingMs: seconds * 1000 })
  }) as const
/** The same, where a good run shows it, too: worth a word only when it goes on for so long. */
export const lastingTrouble = (seconds: number, advice: string) =>
  ({ ...trouble(advice), lastingMs: seconds * 1000 }) as const
/**
 * A wait that belongs to every good course: worth a word only when it goes on while nothing moves; it is over when what it waits
 * for has come, and ends no story.
 */
export const standingTrouble = (seconds: number, advice: string) =>
  ({
    is: "problem",
    otherwise: { klass: "error", advice, open: true },
    lastingMs: seconds * 1000,
    whileStanding: true
  }) as const
