import { usefulPart } from "../../text/wording.ts"
import { type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { sameRegion } from "../provider.ts"
import { azureErrors } from "./errors.ts"
import { azureEvents } from "./events.ts"
import { azureNaming } from "./naming.ts"

/** Microsoft Azure, through cluster-api-provider-azure (CAPZ) and azure-service-operator (ASO). */
export const azure: Knowledge = {
  name: "azure",
  kinds:
    /^(?:Azure[A-Z]\w*|ResourceGroup|VirtualNetwork(?:sSubnet)?|NatGateway|BastionHost|ManagedCluster(?:sAgentPool)?|FleetsMember|PrivateEndpoint|PublicIPAddress|NetworkSecurityGroup|RouteTable|LoadBalancer)$/u,
  groups: /^(?:infrastructure\.cluster\.x-k8s\.io|[a-z0-9-]{1,63}\.azure\.com)$/u,
  heardIn: repeatsItsCloud,
  about: "AzureCluster",
  naming: azureNaming,
  events: azureEvents,
  errors: azureErrors,
  givenUp: [
    {
      pattern: /cannot be recovered occurred|Object will not be requeued/u,
      code: "CannotBeRecovered",
      advice: "Azure's controller has given up on this object: correct the cause, then recreate it",
      example: "reconcile error that cannot be recovered occurred: something. Object will not be requeued",
      source: "CAPZ azure/errors.go"
    }
  ],
  phrases: [
    {
      pattern: /^(\w+) creating or updating$/u,
      say: ([, service]) => `${service} being created in Azure`,
      example: "securitygroups creating or updating",
      source: "CAPZ async service reconciler"
    },
    {
      pattern: /^(\w+) failed to create or update\. err: .*context deadline exceeded/u,
      say: ([, service]) => `${service} being created in Azure, which is slow to answer`,
      example: "subnets failed to create or update. err: failed to get subnet: context deadline exceeded",
      source: "CAPZ async service reconciler: its own deadline, in every run"
    },
    {
      pattern: /^(\w+) failed to create or update\. err: (.*)$/su,
      say: ([, service = "", error = ""]) => {
        const useful = usefulPart(error, 140)
        return useful.startsWith(`${service} `) ? useful : `${service}: ${useful}`
      },
      example: "subnets failed to create or update. err: something else",
      source: "CAPZ async service reconciler: any other error"
    }
  ],
  waiting: [
    {
      pattern: /^(?:\* )?\w+ creating or updating$/u,
      example: "virtualmachine creating or updating",
      source: "CAPZ async service reconciler"
    }
  ],
  shapes: [
    {
      pattern: /^(?:Azure(?:ASO)?Managed(?:ControlPlane|Cluster|MachinePool)|ManagedClustersAgentPool)$/u,
      shape: "managed",
      example: "ManagedClustersAgentPool",
      source: "CAPZ, ASO: AKS"
    }
  ],
  provider: {
    templates: [
      { prefix: "azure-standalone-cp", shape: "standalone" },
      { prefix: "azure-hosted-cp", shape: "hosted" },
      { prefix: "azure-aks", shape: "managed" }
    ],
    words: ["azure", "aks"],
    // CAPZ azure/scope/machine.go, UpdatePutStatus
    conditionsComplain: true,
    infrastructure: {
      cluster: "AzureCluster",
      managed: "AzureASOManagedCluster",
      managedControlPlane: "AzureASOManagedControlPlane"
    },
    providerIds: [{ pattern: /\bazure:\/\/()/u, region: sameRegion, example: "azure:///subscriptions/x" }],
    durations: {
      standalone: { Initializing: 6, Provisioning: 237, Bootstrapping: 21, Scaling: 120 },
      hosted: { Initializing: 8, Provisioning: 210, Bootstrapping: 40, Scaling: 120 },
      managed: { Initializing: 10, Provisioning: 330, Bootstrapping: 45, Scaling: 45 }
    },
    source: "kcm charts; CAPZ; the durations of standalone were observed (field guide g, h)"
  }
}
