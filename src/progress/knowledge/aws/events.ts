import { type EventRow, lastingTrouble, movement, noise, trouble } from "../eventRow.ts"

// With EKS the network's events are about the control plane object.
const network = ["AWSCluster", "AWSManagedCluster", "AWSManagedControlPlane"]
const all = [
  ...network,
  "AWSMachine",
  "AWSMachineTemplate",
  "AWSMachinePool",
  "AWSManagedMachinePool",
  "AWSFargateProfile",
  "ROSAControlPlane",
  "ROSAMachinePool"
]
const retried = "look at what the message says is missing; it is retried by itself"

/** Events of cluster-api-provider-aws. Its conditions hide every error text, so these are the only voice. */
export const awsEvents: ReadonlyArray<EventRow> = [
  {
    kinds: network,
    reasons: ["SuccessfulCreateVPC"],
    message: /"([^"]+)"/u,
    meaning: { is: "milestone", say: ({ captured }) => `AWS created the VPC ${captured}`, key: "vpc" },
    example: 'Created new managed VPC "vpc-0a1b"',
    source: "CAPA services/network/vpc.go"
  },
  {
    kinds: network,
    reasons: ["SuccessfulCreateVPC"],
    meaning: { is: "milestone", say: () => "AWS created the VPC", key: "vpc" },
    example: "Created a VPC",
    source: "CAPA services/network/vpc.go"
  },
  {
    kinds: network,
    reasons: ["SuccessfulCreateNATGateway"],
    meaning: { is: "milestone", say: () => "AWS created the first NAT gateway", key: "nat" },
    example: 'Created new NAT Gateway "nat-0a1b"',
    source: "CAPA services/network/natgateways.go"
  },
  {
    kinds: ["AWSManagedControlPlane"],
    reasons: ["InitiatedCreateEKSControlPlane"],
    meaning: {
      is: "milestone",
      say: ({ name }) => `AWS began to create the EKS control plane ${name}`,
      key: "eksInitiated"
    },
    example: "Initiated creation of a new EKS control plane demo",
    source: "CAPA services/eks/cluster.go"
  },
  {
    kinds: ["AWSManagedControlPlane"],
    reasons: ["SuccessfulCreateEKSControlPlane"],
    meaning: { is: "milestone", say: ({ name }) => `AWS created the EKS control plane ${name}`, key: "eksCreated" },
    example: "Created new EKS control plane demo",
    source: "CAPA services/eks/cluster.go"
  },
  {
    kinds: ["AWSMachine"],
    reasons: ["SuccessfulCreate"],
    message: /control-plane instance with id "?([\w-]+)/u,
    meaning: {
      is: "milestone",
      say: ({ captured, name }) => `AWS created the control plane instance ${captured} (machine ${name})`,
      key: ({ name }) => `instance/${name}`
    },
    example: 'Created new control-plane instance with id "i-0abc"',
    source: "CAPA services/ec2/instances.go"
  },
  {
    kinds: ["AWSMachine"],
    // The load balancer refuses an instance that is still booting, in every good run.
    reasons: ["FailedAttachControlPlaneELB", "FailedDetachControlPlaneELB", "NoInstanceFound"],
    meaning: noise,
    example: "failed to attach to the load balancer: instance is not running",
    source: "CAPA awsmachine_controller.go"
  },
  {
    kinds: ["AWSMachine"],
    reasons: ["InstanceUnexpectedTermination"],
    meaning: trouble("somebody or AWS ended the instance; remove its Machine so that it is replaced"),
    example: "EC2 instance i-0abc was terminated outside of the cluster",
    source: "CAPA awsmachine_controller.go"
  },
  {
    kinds: all,
    reasons: [
      "AccessDenied",
      "AuthFailure",
      "UnauthorizedOperation",
      "NoCredentialProviders",
      "ExpiredToken",
      "InvalidClientTokenId",
      "SignatureDoesNotMatch",
      // The same word as kcm's; on an AWS object it is about credentials (field guide i.12).
      "ValidationError"
    ],
    meaning: {
      is: "problem",
      klass: "userAction",
      codeIsReason: true,
      otherwise: {
        klass: "userAction",
        advice:
          "correct the AWS identity that the Credential names, or grant it the missing permission; it will then be retried by itself"
      }
    },
    example:
      "Operation DescribeVpcs failed with a credentials or permission issue: You are not authorized to perform this operation",
    source: "CAPA pkg/cloud/metrics/metrics.go: the reason is AWS's code"
  },
  {
    kinds: all,
    reasons: /^(?:Suc+essful|Initiated)/u,
    meaning: movement,
    example: { reason: "SucessfulCreateKubeconfig", message: "Created kubeconfig" },
    source: "CAPA; one spelling lacks an s"
  },
  {
    kinds: all,
    // A VPC lets itself be deleted only some tries after the last thing in it is gone.
    reasons: /^Failed(?:Delete|Detach|Disassociate|Release|Terminate|Revoke)/u,
    meaning: lastingTrouble(120, "AWS refuses to delete it; it is retried by itself, look for what still uses it"),
    example: { reason: "FailedDeleteVPC", message: "Failed to delete managed VPC: it has dependencies" },
    source: "CAPA services, deletion"
  },
  {
    kinds: network,
    reasons: [
      "FailedNoSubnet",
      "FailedNoSubnets",
      "FailedMatchSubnet",
      "FailedNoZoneInfo",
      "FailedNoPublicSubnet",
      "FailedDefaultSubnets"
    ],
    meaning: trouble(
      "correct the subnets in spec.config: with a VPC of your own, each must exist in it, with at least one public one for the load balancer",
      "userAction"
    ),
    example: "Expected at least 1 subnet but got 0",
    source: "CAPA services/network/subnets.go: refused before AWS is asked"
  },
  {
    kinds: network,
    reasons: ["FailedCreateVPC"],
    message: /IPAMs? (?:not )?found/u,
    meaning: trouble("correct the IPAM pool of the VPC in spec.config", "userAction"),
    example: "multiple IPAMs found",
    source: "CAPA services/network/vpc.go"
  },
  {
    kinds: ["AWSMachine", "AWSMachinePool"],
    reasons: ["FailedGetBootstrapData"],
    meaning: trouble("the machine's bootstrap data cannot be read; it is retried by itself"),
    example: "failed to retrieve bootstrap data secret for AWSMachine demo-cp-0",
    source: "CAPA awsmachine_controller.go: the Secret of the bootstrap provider, not AWS"
  },
  {
    kinds: all,
    // Some of these have type Normal.
    reasons: /^Failed/u,
    meaning: trouble(retried),
    example: { reason: "FailedDescribeSubnet", message: "Failed to describe subnets" },
    source: "CAPA services"
  }
]
