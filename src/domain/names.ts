import { Schema } from "effect"

const namespaceForm = "a Kubernetes namespace: lower-case letters, digits and '-', at most 63 characters"
const nameForm = "a Kubernetes object name: lower-case letters, digits, '-' and '.', at most 253 characters"

/** A namespace: a DNS-1123 label of at most 63 characters. */
export const NamespaceName = Schema.String.check(
  Schema.isPattern(/^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/u, { expected: namespaceForm })
).annotate({ description: namespaceForm })

/**
 * A ClusterDeployment's name: a DNS-1123 subdomain of at most 253 characters. As in apimachinery's `IsDNS1123Subdomain`, its
 * parts may be longer than DNS would have them.
 */
export const ObjectName = Schema.String.check(
  Schema.isPattern(/^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/u, { expected: nameForm }),
  Schema.isMaxLength(253)
).annotate({ description: nameForm })

/** Which ClusterDeployment is meant. */
export const ClusterTarget = Schema.Struct({ namespace: NamespaceName, name: ObjectName })
export type ClusterTarget = typeof ClusterTarget.Type

export const targetKey = (target: ClusterTarget): string => `${target.namespace}/${target.name}`
