import { Schema } from "effect"

/**
 * The coarse stage of a cluster's life, as it stands on the wire (upstream task 1).
 * `Unknown` is said only where nothing can be read.
 */
export const Phase = Schema.Literals([
  "Unknown",
  "Initializing",
  "Provisioning",
  "Bootstrapping",
  "Scaling",
  "Installing",
  "Ready",
  "Failed"
])
/** One of `Phase`. */
export type Phase = typeof Phase.Type

/** The stages a cluster passes through on its way to Ready, in order. */
export const stages = ["Initializing", "Provisioning", "Bootstrapping", "Scaling", "Installing", "Ready"] as const
/** One of `stages`. */
export type Stage = (typeof stages)[number]

export const stageIndex = (stage: Stage): number => stages.indexOf(stage)
