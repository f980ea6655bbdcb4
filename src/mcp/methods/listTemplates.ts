import { clusterUriTemplate } from "../uri.ts"
import { method, mimeType, onePage, Paged } from "./method.ts"

/** The one template: a cluster's story. */
export const listTemplates = method("resources/templates/list", Paged, (params) =>
  onePage(params, {
    resourceTemplates: [
      {
        uriTemplate: clusterUriTemplate,
        name: "k0rdent.cluster.monitor",
        title: "Story of a k0rdent cluster deployment",
        description:
          "Where a ClusterDeployment stands, as one JSON object. Subscribe to be told as it happens: each " +
          "notifications/resources/updated bears the update in _meta.delta, the last one says terminal: true. A " +
          "subscription lives 60 minutes unless ?timeout=<seconds> says otherwise.",
        mimeType
      }
    ]
  })
)
