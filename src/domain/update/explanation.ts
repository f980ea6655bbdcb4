import { Schema } from "effect"
import { Phase } from "../phase.ts"
import { ObjectReference } from "./progressUpdate.ts"

const texts = Schema.Array(Schema.String)

/** What is wrong at its root, as far as it can be seen. */
export const ExplainedCause = Schema.Struct({
  object: ObjectReference,
  message: Schema.String,
  /** The cloud's or controller's own word for it. */
  code: Schema.optionalKey(Schema.String),
  since: Schema.String,
  lastSeen: Schema.String,
  count: Schema.Int,
  /** The provider's own text. */
  text: Schema.optionalKey(Schema.String),
  /** What does not work because of it. */
  consequences: texts,
  remedy: texts
})
export type ExplainedCause = typeof ExplainedCause.Type

/** Something alarming that does not matter, and why. */
export const RuledOut = Schema.Struct({ what: Schema.String, why: Schema.String })
export type RuledOut = typeof RuledOut.Type

/** One object behind a cluster; `depth` tells who owns whom. */
export const TreeNode = Schema.Struct({
  depth: Schema.Int,
  kind: Schema.String,
  name: Schema.String,
  /** ready, not ready, or unknown where the object says nothing. */
  status: Schema.Literals(["ready", "notReady", "unknown"]),
  detail: Schema.optionalKey(Schema.String)
})
export type TreeNode = typeof TreeNode.Type

/** The answer to "what is going on, and what do I do?" */
export const Explanation = Schema.Struct({
  now: Schema.String,
  age: Schema.String,
  phase: Phase,
  verdict: Schema.Literals(["progressing", "retrying", "stalled", "failed", "givenUp", "deleting", "ready"]),
  healsByItself: Schema.Literals(["yes", "no", "unknown"]),
  usable: Schema.Boolean,
  step: Schema.Struct({
    name: Schema.String,
    waitingFor: Schema.optionalKey(Schema.String),
    inStepSeconds: Schema.Int,
    usualSeconds: Schema.optionalKey(Schema.Array(Schema.Int)),
    counts: Schema.Struct({
      controlPlane: Schema.optionalKey(Schema.String),
      workers: Schema.optionalKey(Schema.String),
      services: Schema.optionalKey(Schema.String),
      infrastructure: Schema.optionalKey(Schema.String)
    })
  }),
  eta: Schema.optionalKey(Schema.Struct({ minSeconds: Schema.Int, maxSeconds: Schema.Int, covers: Schema.String })),
  causes: Schema.Array(ExplainedCause),
  ruledOut: Schema.Array(RuledOut),
  nextSteps: texts,
  lookAt: Schema.optionalKey(texts),
  siblings: Schema.optionalKey(texts),
  missingRights: Schema.optionalKey(texts),
  tree: Schema.Array(TreeNode),
  /** Not all that is behind the cluster could be looked at: there was too much, or too little time. */
  treeIncomplete: Schema.optionalKey(Schema.Boolean)
})
export type Explanation = typeof Explanation.Type
