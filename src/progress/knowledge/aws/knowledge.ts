import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { suffix } from "../namingRow.ts"
import { awsAccessErrors } from "./access.ts"
import { awsErrors } from "./errors.ts"
import { awsEvents } from "./events.ts"

/** Amazon Web Services, through cluster-api-provider-aws (CAPA): EC2, EKS, ROSA. */
export const aws: Knowledge = {
  name: "aws",
  kinds: /^(?:AWS|ROSA|EKS)[A-Z]\w*$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "AWSCluster",
  naming: [
    {
      kinds: ["AWSFargateProfile"],
      naming: suffix(/^-[a-z0-9]+$/u),
      example: { kind: "AWSFargateProfile", name: "demo-fargate" },
      source: "custom templates: named like a pool"
    }
  ],
  events: awsEvents,
  machines: [
    {
      kind: "AWSMachine",
      reason: "SuccessfulCreate",
      message: /^Created new \S+ instance with id/u,
      means: "announced",
      example: 'Created new node instance with id "i-0abc"',
      source: "CAPA services/ec2/instances.go; machines of the control plane have no MachineSet"
    },
    {
      kind: "AWSMachine",
      reason: "SuccessfulTerminate",
      means: "over",
      example: 'Terminated instance "i-0abc"',
      source: "CAPA awsmachine_controller.go"
    }
  ],
  errors: [...awsAccessErrors, ...awsErrors],
  phrases: [
    {
      pattern: /^(\d+) of (\d+) completed$/u,
      say: ([, done, all]) => `${done} of ${all} infrastructure steps done`,
      example: "4 of 8 completed",
      source: "CAPA: summary of conditions with a step counter"
    }
  ],
  shapes: [
    {
      pattern: /^(?:AWSManaged(?:ControlPlane|Cluster|MachinePool)$|ROSA)/u,
      shape: "managed",
      example: "AWSManagedControlPlane",
      source: "CAPA api: EKS and ROSA"
    }
  ],
  provider: {
    templates: [
      { prefix: "aws-standalone-cp", shape: "standalone" },
      { prefix: "aws-hosted-cp", shape: "hosted" },
      { prefix: "aws-eks", shape: "managed" }
    ],
    words: ["aws", "eks"],
    infrastructure: {
      cluster: "AWSCluster",
      managed: "AWSManagedCluster",
      managedControlPlane: "AWSManagedControlPlane"
    },
    providerIds: [
      {
        pattern: /\baws:\/\/\/([a-z0-9-]{1,40})\//u,
        region: (zone) => zone.replace(/[a-z]$/u, ""),
        example: "aws:///us-east-1a/i-0abc"
      }
    ],
    durations: {
      standalone: { Initializing: 8, Provisioning: 217, Bootstrapping: 105, Scaling: 100 },
      hosted: { Initializing: 8, Provisioning: 150, Bootstrapping: 30, Scaling: 90 },
      managed: { Initializing: 15, Provisioning: 10, Bootstrapping: 600, Scaling: 300 }
    },
    source: "kcm charts; CAPA; durations derived (field guide g, h)"
  }
}
