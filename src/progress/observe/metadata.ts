import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import { isoInstant } from "../../domain/lenient.ts"
import { shorten } from "../../domain/text/shorten.ts"
import type { ClusterMetadata, ConditionSummary } from "../../domain/update/progressUpdate.ts"
import type { Observation } from "./observation.ts"
import { templateVersion } from "./provider.ts"

/** Which cluster an update is about, and how it is made. The template keeps its own name; its version is read out of it. */
export const metadataOf = (cluster: ClusterDeployment, observation: Observation): ClusterMetadata => {
  const { version } = templateVersion(cluster.template)
  return {
    name: cluster.name,
    namespace: cluster.namespace,
    templateRef: {
      name: cluster.template,
      namespace: cluster.namespace,
      ...(version === undefined ? {} : { version })
    },
    credentialRef: { name: cluster.credential, namespace: cluster.namespace },
    provider: observation.provider,
    region: observation.region,
    createdAt: cluster.createdAt === undefined ? "" : isoInstant(cluster.createdAt)
  }
}

/** The longest condition message that goes out; Cluster API's summaries of big clusters grow far beyond any use. */
const maxMessage = 2000

export const conditionsOf = (cluster: ClusterDeployment): ReadonlyArray<ConditionSummary> =>
  (cluster.status?.conditions ?? []).map((condition) => {
    const message = shorten(condition.message, maxMessage, maxMessage / 4)
    return {
      type: condition.type,
      status: condition.status,
      ...(condition.reason === "" ? {} : { reason: condition.reason }),
      ...(message === "" ? {} : { message }),
      ...(condition.lastTransitionAt === undefined
        ? {}
        : { lastTransitionTime: isoInstant(condition.lastTransitionAt) })
    }
  })
