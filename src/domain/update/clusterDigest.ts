import { Schema } from "effect"
import { Phase } from "../phase.ts"
import { Severity } from "./progressUpdate.ts"

/** One cluster in one row: what `kubectl get` would say if it knew the story. */
export const ClusterDigest = Schema.Struct({
  namespace: Schema.String,
  name: Schema.String,
  phase: Phase,
  progress: Schema.optionalKey(Schema.Int),
  /** Since its creation, as kubectl writes it: 45s, 12m, 3h12m, 5d3h; empty where it cannot be told. */
  age: Schema.String,
  provider: Schema.String,
  region: Schema.String,
  template: Schema.String,
  /** Deployed of all, like 1/2; absent where there are none. */
  services: Schema.optionalKey(Schema.String),
  severity: Severity,
  message: Schema.String
})
export type ClusterDigest = typeof ClusterDigest.Type
