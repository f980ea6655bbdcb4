import { Schema } from "effect"

/**
 * Why the monitor refuses or ends. `message` is the whole truth for a user: what happened, to which object, what
 * to do. A forbidden namespace and an absent one answer alike only where the rights, not the policy, forbid it.
 */
export class MonitorError extends Schema.TaggedError<MonitorError>()("MonitorError", {
  reason: Schema.Literals([
    /** the namespace policy (K0RDENT_NAMESPACE_FILTER) does not allow it */
    "namespaceNotAllowed",
    /** no such ClusterDeployment */
    "notFound",
    /** per-client or server limit reached */
    "limitExceeded",
    /** a timeout outside its bounds */
    "invalidTimeout",
    /** a cursor that no list gave */
    "invalidCursor",
    /** a label selector that the API server refuses */
    "invalidSelector",
    /** a right is missing on the management cluster */
    "forbidden",
    /** the ClusterDeployment CRD is not installed */
    "notInstalled",
    /** kubeconfig missing or broken, credentials refused */
    "credentials",
    /** the API server does not answer, or answers nonsense */
    "unavailable"
  ]),
  message: Schema.String
}) {}
