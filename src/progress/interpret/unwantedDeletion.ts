import type { ObjectReference } from "../../domain/update/progressUpdate.ts"
import type { Diagnosis } from "./diagnose.ts"

/**
 * An object of the cluster goes away, and its ClusterDeployment stays. What is marked for deletion in Kubernetes cannot be saved.
 * kcm takes no notice of it, or only once the Cluster is gone (kcm >= 1.11, CAPIClusterMissing).
 */
export const unwantedDeletion = ({ kind, name }: Pick<ObjectReference, "kind" | "name">): Diagnosis => ({
  klass: "userAction",
  code: "UnwantedDeleting",
  summary: `${kind} ${name} is being deleted, although its ClusterDeployment is not`,
  advice: `if it is still an earlier one of the same name, wait until it is gone, then create the ClusterDeployment again; if not, somebody deletes the ${kind} object behind kcm: find out who`,
  grave: true
})
