import { type EventRow, movement, noise, trouble } from "../eventRow.ts"

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
const retried = "AWS refused; it is retried by itself, look at the message"

/** Events of cluster-api-provider-aws. Its conditions hide every error text, so these are the only voice. */
export const awsEvents: ReadonlyArray<EventRow> = [
  {
    kinds: network,
    reasons: ["SuccessfulCreateVPC"],
    message: /"([^"]+)"/u,
    verdict: { is: "milestone", say: "AWS created the VPC {1}", key: "vpc" },
    source: "CAPA services/network/vpc.go"
  },
  {
    kinds: network,
    reasons: ["SuccessfulCreateVPC"],
    verdict: { is: "milestone", say: "AWS created the VPC", key: "vpc" },
    source: "CAPA services/network/vpc.go"
  },
  {
    kinds: network,
    reasons: ["SuccessfulCreateNATGateway"],
    verdict: { is: "milestone", say: "AWS created the first NAT gateway", key: "nat" },
    source: "CAPA services/network/natgateways.go"
  },
  {
    kinds: ["AWSManagedControlPlane"],
    reasons: ["InitiatedCreateEKSControlPlane"],
    verdict: { is: "milestone", say: "AWS began to create the EKS control plane {name}", key: "eksInitiated" },
    source: "CAPA services/eks/cluster.go"
  },
  {
    kinds: ["AWSManagedControlPlane"],
    reasons: ["SuccessfulCreateEKSControlPlane"],
    verdict: { is: "milestone", say: "AWS created the EKS control plane {name}", key: "eksCreated" },
    source: "CAPA services/eks/cluster.go"
  },
  {
    kinds: ["AWSMachine"],
    reasons: ["SuccessfulCreate"],
    message: /control-plane instance with id "?([\w-]+)/u,
    verdict: {
      is: "milestone",
      say: "AWS created the control plane instance {1} (machine {name})",
      key: "instance/{name}"
    },
    source: "CAPA services/ec2/instances.go"
  },
  {
    kinds: ["AWSMachine"],
    // The load balancer refuses an instance that is still booting, in every good run.
    reasons: ["FailedAttachControlPlaneELB", "FailedDetachControlPlaneELB", "NoInstanceFound"],
    verdict: noise,
    source: "CAPA awsmachine_controller.go"
  },
  {
    kinds: ["AWSMachine"],
    reasons: ["InstanceUnexpectedTermination"],
    verdict: trouble("somebody or AWS ended the instance; remove its Machine so that it is replaced"),
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
    verdict: {
      is: "problem",
      klass: "userAction",
      codeIsReason: true,
      otherwise: {
        klass: "userAction",
        advice:
          "correct the AWS identity that the Credential names, or grant it the missing permission; it will be retried by itself"
      }
    },
    source: "CAPA pkg/cloud/metrics/metrics.go: the reason is AWS's code"
  },
  { kinds: all, reasons: /^(?:Suc+essful|Initiated)/u, verdict: movement, source: "CAPA; one spelling lacks an s" },
  {
    kinds: all,
    // A VPC lets itself be deleted only some tries after the last thing in it is gone.
    reasons: /^Failed(?:Delete|Detach|Disassociate|Release|Terminate|Revoke)/u,
    verdict: {
      ...trouble("AWS refuses to delete it; it is retried by itself, look for what still uses it"),
      lastingMs: 120_000
    },
    source: "CAPA services, deletion"
  },
  {
    kinds: ["AWSMachine", "AWSMachinePool"],
    reasons: ["FailedGetBootstrapData"],
    verdict: trouble("the machine's bootstrap data cannot be read; it is retried by itself"),
    source: "CAPA awsmachine_controller.go: the Secret of the bootstrap provider, not AWS"
  },
  {
    kinds: all,
    // Some of these have type Normal.
    reasons: /^Failed/u,
    verdict: trouble(retried),
    source: "CAPA services"
  }
]
