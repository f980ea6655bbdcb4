import { isoInstant } from "../../../domain/lenient.ts"
import type { ExplainedCause } from "../../../domain/update/explanation.ts"
import { diagnose } from "../../interpret/diagnose.ts"
import { referenceTo } from "../../interpret/reference.ts"
import type { Gravity } from "../../knowledge/gravity.ts"
import type { State } from "../../state/state.ts"
import { sentence } from "../../text/sentence.ts"
import { usefulPart } from "../../text/wording.ts"
import type { Assessment } from "../assessment.ts"
import { isForBuilding } from "../standing.ts"
import { quoteOf } from "./causes.ts"

/** The error that kcm meets when it deletes, which no problem of the build knows of. */
export const deletionCause = (
  state: State,
  now: Assessment
): { readonly cause: ExplainedCause; readonly gravity: Gravity } | undefined => {
  const error = now.deletion?.error
  if (error === undefined) return undefined
  const { cluster, observation } = state
  const diagnosis = diagnose(error, { kind: "ClusterDeployment", provider: observation.provider })
  const { advice = "", code = "", klass = "error" } = diagnosis ?? {}
  return {
    gravity: klass,
    cause: {
      object: referenceTo(cluster),
      message: sentence(usefulPart(error)),
      ...(code === "" ? {} : { code }),
      since: isoInstant(Math.min(cluster.deletionRequestedAt ?? state.now, state.now)),
      lastSeen: isoInstant(state.now),
      count: 1,
      text: quoteOf(error),
      consequences: [],
      remedy: advice === "" || isForBuilding(advice) ? [] : [sentence(advice)]
    }
  }
}
