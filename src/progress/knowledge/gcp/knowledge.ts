import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { gcpErrors } from "./errors.ts"
import { gcpEvents } from "./events.ts"

/** Google Cloud, through cluster-api-provider-gcp (CAPG): Compute Engine, GKE. */
export const gcp: Knowledge = {
  name: "gcp",
  kinds: /^GCP[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "GCPCluster",
  events: gcpEvents,
  errors: gcpErrors,
  shapes: [
    {
      pattern: /^GCPManaged(?:ControlPlane|Cluster|MachinePool)$/u,
      shape: "managed",
      example: "GCPManagedCluster",
      source: "CAPG: GKE"
    }
  ],
  provider: {
    templates: [
      { prefix: "gcp-standalone-cp", shape: "standalone" },
      { prefix: "gcp-hosted-cp", shape: "hosted" },
      { prefix: "gcp-gke", shape: "managed" }
    ],
    words: ["gcp", "gke"],
    infrastructure: {
      cluster: "GCPCluster",
      managed: "GCPManagedCluster",
      managedControlPlane: "GCPManagedControlPlane"
    },
    providerIds: [
      {
        pattern: /\bgce:\/\/[^/\s]{1,63}\/([a-z0-9-]{1,40})\//u,
        region: (zone) => zone.replace(/-[a-z]$/u, ""),
        example: "gce://proj/us-east4-b/demo-cp"
      }
    ],
    durations: {
      standalone: { Initializing: 8, Provisioning: 47, Bootstrapping: 100, Scaling: 90 },
      hosted: { Initializing: 8, Provisioning: 80, Bootstrapping: 40, Scaling: 100 },
      managed: { Initializing: 10, Provisioning: 360, Bootstrapping: 45, Scaling: 60 }
    },
    source: "kcm charts; CAPG; durations derived (field guide g, h)"
  }
}
