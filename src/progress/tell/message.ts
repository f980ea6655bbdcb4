import type { ObjectReference, Severity, Source } from "../../domain/update/progressUpdate.ts"
import { referenceTo } from "../interpret/reference.ts"
import type { State } from "../state/state.ts"

/** One thing worth saying. The first message of an update gives it its reason and object. */
export interface Message {
  readonly text: string
  readonly reason: string
  readonly severity: Severity
  readonly source: Source
  readonly object?: ObjectReference
}

/** What the conditions of the cluster say; about the ClusterDeployment itself where no other object is named. */
export const condition = (
  state: State,
  text: string,
  reason: string,
  severity: Severity,
  object?: ObjectReference
): Message => ({
  text,
  reason,
  severity,
  source: "condition",
  object: object ?? referenceTo(state.cluster)
})
