/**
 * What a cause means for the verdict:
 * - `deterministic`: the controllers gave up, or will say the same for ever, until the spec changes;
 * - `userAction`: retried for ever, but nothing heals until somebody acts (quota, rights, size, image);
 * - `error`: wrong, worth a warning, may heal by itself (also a cloud's lack of capacity); a failure only if it persists;
 * - `transient`: part of the normal course of a deployment, no reason to speak.
 */
export type CauseClass = "deterministic" | "userAction" | "error" | "transient"

/** One thing that a condition or event text can say. The first row that matches decides. */
export interface CauseRow {
  readonly pattern: RegExp
  readonly klass: CauseClass
  /** The code to show; `$1` stands for the first capture of the pattern. */
  readonly code: string
  /** What a person should change, and where; `$1` as above. */
  readonly advice: string
  /** Who writes such a text. */
  readonly source: string
}
