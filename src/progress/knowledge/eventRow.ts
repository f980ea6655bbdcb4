/** What a milestone proves about the cluster, for the phase and the estimate. */
export type Fact =
  | "helmReleaseCreated"
  | "helmInstalled"
  | "capiProvisioning"
  | "infrastructureReady"
  | "capiProvisioned"
  | "controlPlaneInitialized"
  | "nodeJoined"
  | "servicesDeployed"
  | "capiReady"
  | "deleting"
  | "deleted"

/** Classes of causes that an event can stand for; what is transient is no problem. */
export type Gravity = "deterministic" | "userAction" | "error"

/**
 * What an event means. Texts are templates: `{kind}`, `{name}`, `{message}`, `{role}` of the machine, and `{1}` for the
 * first capture of the row's message pattern.
 */
export type Verdict =
  | {
      readonly is: "milestone"
      readonly say: string
      /** Told once per key. */
      readonly key: string
      readonly fact?: Fact
      /** Not while the cluster is being deleted. */
      readonly unlessDeleting?: true
    }
  | {
      readonly is: "problem"
      /** Where the text itself gives no diagnosis: what to make of it. Without it an undiagnosed event is noise. */
      readonly otherwise?: { readonly klass: Gravity; readonly advice: string }
      /** Class that the reporter's own word implies, whatever the text says. */
      readonly klass?: Gravity
      /** The reason is the cloud's own code. */
      readonly codeIsReason?: true
      /** Only when it lasts so long (first to newest occurrence, whatever the ids in its texts), or the recorder combined many of its kind. */
      readonly lastingMs?: number
    }
  | { readonly is: "movement" }
  | { readonly is: "noise" }

/** These have conditions on the ClusterDeployment, which know when a problem is over; their events only tell that it was there. */
export const conditioned: ReadonlySet<string> = new Set([
  "ClusterDeployment",
  "Credential",
  "HelmRelease",
  "ServiceSet"
])

/** One kind of event. The first row of a kind whose reason, type and message match decides. */
export interface EventRow {
  /** Kinds of the regarding object; empty means any. */
  readonly kinds: ReadonlyArray<string>
  /** Reasons, compared case-insensitively (CAPO changes the case); or a pattern. */
  readonly reasons: ReadonlyArray<string> | RegExp
  readonly type?: "Normal" | "Warning"
  readonly message?: RegExp
  readonly verdict: Verdict
  readonly source: string
}

export const noise = { is: "noise" } as const
export const movement = { is: "movement" } as const
/** Worth telling only where the text names a cause that does not heal by itself. */
export const diagnosed = { is: "problem" } as const
/** The same from a controller that never gives up: whatever the text, somebody can still mend it. */
export const retriedTrouble = (advice: string) =>
  ({ is: "problem", klass: "userAction", otherwise: { klass: "userAction", advice } }) as const
/** Worth telling in any case, unless the text is plainly transient. */
export const trouble = (advice: string, klass: Gravity = "error") =>
  ({ is: "problem", otherwise: { klass, advice } }) as const
