/**
 * What a cause means for the verdict:
 * - `deterministic`: the controllers gave up, or will say the same for ever, until the spec changes;
 * - `userAction`: retried for ever, but nothing heals until somebody acts (quota, rights, size, image);
 * - `error`: wrong, worth a warning, may heal by itself (also a cloud's lack of capacity); a failure only if it persists;
 * - `transient`: part of the normal course of a deployment, no reason to speak.
 */
export type CauseClass = "deterministic" | "userAction" | "error" | "transient"

/** How a problem may end. `blocksReady` keeps Ready back or is worth knowing, but is never a failed cluster by itself. */
export type Gravity = CauseClass | "blocksReady"
