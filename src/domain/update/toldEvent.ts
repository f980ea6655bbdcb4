import { Schema } from "effect"

/** A Kubernetes event, or what it meant for a cluster's story. */
export const ToldEvent = Schema.Struct({
  timestamp: Schema.String,
  kind: Schema.String,
  name: Schema.String,
  reason: Schema.String,
  /** Normal or Warning, as the controller has it. */
  type: Schema.String,
  message: Schema.String,
  /** How often it happened, where it was more than once. */
  count: Schema.optionalKey(Schema.Int)
})
export type ToldEvent = typeof ToldEvent.Type
