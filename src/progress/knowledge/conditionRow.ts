import type { Gravity } from "./gravity.ts"

/** What one of kcm's own conditions means when it is not as it should be. The first row that matches decides. */
export interface ConditionRow {
  readonly type: string
  readonly status: "True" | "False"
  /** Reason of the condition; any where absent. */
  readonly reason?: RegExp
  readonly message?: RegExp
  /** `none`: only while Cluster API has not been heard of; `some`: only once it has. */
  readonly capi?: "none" | "some"
  /** `ignore`: it is normally so while a cluster is built, or read elsewhere. */
  readonly gravity: Gravity | "ignore"
  /** How long it may last before it is a failure: objects may be applied together. */
  readonly graceMs?: number
  /** Where absent: the code of what the text says, else the condition's reason. */
  readonly code?: string
  /** What to do, whatever the text says. */
  readonly advice?: string
  /** What to do where the text names no cause. */
  readonly otherwise?: string
  readonly example: { readonly reason: string; readonly message: string }
  readonly source: string
}
