import { assert, describe, it } from "@effect/vitest"
import { type Scene, told } from "./scenes.ts"

const infra = "* InfrastructureReady: 3 of 8 completed\n* ControlPlaneInitialized: Control plane not yet initialized"
const azureInfra = "* InfrastructureReady: subnets creating or updating"
const plainInfra = (kind: string) => `* InfrastructureReady: ${kind} status.initialization.provisioned is false`
const machine = (text: string) =>
  `* WorkersAvailable:\n  * MachineDeployment demo-md: 0 available replicas, at least 1 required\n* WorkerMachinesReady:\n  * Machine demo-md-vk9tz-5hq2c:\n    * InfrastructureReady: ${text}`

interface Row extends Scene {
  readonly name: string
  readonly says: ReadonlyArray<RegExp>
  readonly never?: ReadonlyArray<RegExp>
}

const rows: ReadonlyArray<Row> = [
  {
    name: "a quota of AWS: its code, and that a quota has to be raised",
    bullets: infra,
    events: [
      {
        kind: "AWSCluster",
        reason: "FailedCreateVPC",
        message:
          "Failed to create new managed VPC: operation error EC2: CreateVpc, https response error StatusCode: 400, RequestID: b793a837, api error VpcLimitExceeded: The maximum number of VPCs has been reached."
      }
    ],
    says: [/VpcLimitExceeded: The maximum number of VPCs has been reached/u, /Raise the VPC quota/u, /^Failed/mu],
    never: [/RequestID/u]
  },
  {
    name: "AWS credentials, which no condition shows",
    bullets: infra,
    events: [
      {
        kind: "AWSCluster",
        reason: "AuthFailure",
        message:
          "Operation DescribeVpcs failed with a credentials or permission issue: AWS was not able to validate the provided access credentials"
      }
    ],
    says: [/validate the provided access credentials/u, /secret that the Credential's AWS identity names/u, /^Failed/mu]
  },
  {
    name: "an error of Azure that comes as a bullet, with its own code",
    template: "azure-standalone-cp-1-0-15",
    bullets:
      "* InfrastructureReady:\n  * natgateways failed to create or update. err: PUT https://management.azure.com/subscriptions/a20fed83-96bd-4480-92a9-140b8e3b7c3a/x\n  * RESPONSE 400: 400 Bad Request\n  * ERROR CODE: PublicIPCountLimitReached\n  * Cannot create more than 10 public IP addresses",
    says: [/PublicIPCountLimitReached/u, /quota/u],
    never: [/a20fed83/u]
  },
  {
    name: "an expired client secret of Azure",
    template: "azure-standalone-cp-1-0-15",
    bullets: azureInfra,
    events: [
      {
        kind: "AzureCluster",
        reason: "ClusterReconcilerNormalFailed",
        message:
          "failed to reconcile cluster services: AADSTS7000222: The provided client secret keys for app are expired."
      }
    ],
    says: [/AADSTS7000222/u, /secret has expired/u]
  },
  {
    name: "nothing of Azure's own deadlines, which come in every run",
    template: "azure-standalone-cp-1-0-15",
    bullets: azureInfra,
    minutes: 4,
    events: [
      {
        kind: "AzureCluster",
        reason: "ClusterReconcilerNormalFailed",
        message: "failed to reconcile cluster services: context deadline exceeded"
      }
    ],
    says: [/subnets being created in Azure/u],
    never: [/deadline/u, /warning/u]
  },
  {
    name: "that an API of Google Cloud is switched off",
    template: "gcp-standalone-cp-1-0-5",
    bullets: plainInfra("GCPCluster"),
    events: [
      {
        kind: "GCPCluster",
        reason: "GCPClusterReconcile",
        message:
          "Reconcile error - googleapi: Error 403: Compute Engine API has not been used in project 1 before or it is disabled."
      }
    ],
    says: [/Compute Engine API has not been used/u, /Enable the API/u]
  },
  {
    name: "that OpenStack has no host for the flavor",
    template: "openstack-standalone-cp-1-0-46",
    bullets: machine("Instance is building"),
    events: [
      {
        kind: "OpenStackServer",
        name: "demo-md-vk9tz-5hq2c",
        reason: "Failedcreateserver",
        message: "No valid host was found. There are not enough hosts available."
      }
    ],
    says: [/No valid host was found/u, /flavor/u]
  },
  {
    name: "a template of vSphere that is not there, from the machine's own condition",
    template: "vsphere-standalone-cp-1-0-25",
    bullets: machine("unable to find template by name \"u\": vm 'u' not found"),
    says: [/vm 'u' not found/u, /vSphere object in spec\.config/u]
  },
  {
    name: "a certificate of a webhook without advice that belongs to vSphere",
    template: "aws-standalone-cp-1-0-43",
    bullets: machine("0 of 2 completed"),
    events: [
      {
        kind: "MachineSet",
        name: "demo-md-vk9tz",
        reason: "FailedCreate",
        message:
          'Failed to create Machine: Internal error occurred: failed calling webhook "default.machine.cluster.x-k8s.io": failed to call webhook: Post "https://capi-webhook-service.capi-system.svc:443/mutate?timeout=10s": tls: failed to verify certificate: x509: certificate has expired or is not yet valid'
      }
    ],
    says: [/certificate has expired/u, /webhook default\.machine\.cluster\.x-k8s\.io/u],
    never: [/thumbprint/iu, /spec\.config/u, /vSphere/iu]
  },
  {
    name: "a node that fails Cluster API's health check without advice that belongs to services",
    bullets:
      "* WorkerMachinesReady:\n  * Machine demo-md-vk9tz-5hq2c:\n    * HealthCheckSucceeded: Health check failed: Node failed to report startup in 10m0s",
    says: [/failed to report startup in 10m0s/u],
    never: [/workload that the message names/u]
  },
  {
    name: "a Credential that is not there, once, with the spec's field",
    conditions: [
      {
        type: "CredentialReady",
        status: "False",
        message: 'failed to get Credential team-a/demo-cred: Credential.k0rdent.mirantis.com "demo-cred" not found'
      }
    ],
    says: [/"demo-cred" not found/u, /spec\.credential/u, /^Failed/mu]
  },
  {
    name: "a Credential that is not ready, in the words of kcm's validation",
    conditions: [{ type: "CredentialReady", status: "False", message: "the Credential team-a/demo-cred is not Ready" }],
    says: [/Look at the Credential: the identity object/u, /^Failed/mu]
  },
  {
    name: "a rejected configuration under one code, by event and by condition",
    conditions: [
      {
        type: "HelmChartReady",
        status: "False",
        message:
          "failed to validate template with provided configuration: values don't meet the specifications of the schema(s): at '/workersNumber': got string, want integer"
      }
    ],
    events: [
      {
        kind: "ClusterDeployment",
        reason: "ValidationError",
        message: "Invalid configuration provided: values don't meet the specifications of the schema(s)",
        at: [1]
      }
    ],
    says: [/got string, want integer/u, /Correct spec\.config/u, /^Failed/mu],
    never: [/InvalidConfiguration.*ConfigurationRejected/su]
  },
  {
    name: "a ClusterAuthentication that is wrong: the object to correct",
    conditions: [
      {
        type: "ClusterAuthenticationReady",
        status: "False",
        message:
          'invalid AuthenticationConfiguration provided: jwt[0].issuer.url: Invalid value: "http://dex": URL scheme must be https'
      }
    ],
    says: [/URL scheme must be https/u, /Correct the ClusterAuthentication/u, /^Failed/mu],
    never: [/retries by itself/u]
  },
  {
    name: "a webhook that refuses what the chart renders",
    conditions: [
      {
        type: "HelmReleaseReady",
        status: "False",
        reason: "InstallFailed",
        message:
          'Helm install failed for release team-a/demo with chart aws-standalone-cp@1.0.43: admission webhook "validation.awscluster" denied the request: spec.region: Required value'
      }
    ],
    says: [/spec\.region: Required value/u, /webhook validation\.awscluster accepts it/u, /^Failed/mu]
  },
  {
    name: "nothing of Helm's impatience while the cluster is being built",
    bullets: infra,
    minutes: 3,
    events: [
      {
        kind: "HelmRelease",
        reason: "InstallFailed",
        message:
          "Helm install failed for release team-a/demo with chart c@1: timeout waiting for: [AWSCluster/team-a/demo status: 'InProgress']"
      }
    ],
    says: [/3 of 8 infrastructure steps done/u],
    never: [/warning|timeout/u]
  },
  {
    name: "a provider that nobody knows, by its words",
    template: "golden-1-0-0",
    bullets: plainInfra("TinkerbellCluster"),
    events: [{ kind: "TinkerbellMachine", name: "demo-md-vk9tz-5hq2c", reason: "Odd", message: "no hardware found" }],
    says: [/no hardware found/u]
  },
  {
    name: "that a server type cannot be had in a location of Hetzner, once however often it is tried",
    template: "hetzner-standalone-1-0-0",
    bullets: machine("HCloudMachine status.initialization.provisioned is false"),
    events: [
      {
        kind: "HCloudMachine",
        name: "demo-md-vk9tz-5hq2c",
        reason: "FailedCreateHCloudServer",
        message:
          'failed to create HCloud server "demo-md-vk9tz-5hq2c" in "fsn1" (type "cax21"): error during placement (resource_unavailable, 8df3d4a02ed0770d42deaaa585873d74)'
      }
    ],
    says: [/"fsn1" \(type "cax21"\)/u, /another location or server type/u],
    never: [/8df3d4a0/u]
  },
  {
    name: "what a node of Proxmox lacks, and that the Machine has to go",
    template: "proxmox-standalone-1-0-0",
    bullets: machine("cannot reserve 8589934592B of memory on node pve2: 1073741824B available memory left"),
    says: [/cannot reserve 8589934592B of memory on node pve2/iu, /delete the Machine/u]
  },
  {
    name: "which host of Metal3 fails, although its event is of type Normal and about the host",
    template: "metal3-standalone-1-0-0",
    bullets: machine("WaitingForMetal3Data"),
    events: [
      {
        kind: "BareMetalHost",
        name: "rack-7",
        reason: "ProvisioningError",
        message: "Image provisioning failed: node did not boot",
        type: "Normal",
        related: { kind: "Metal3Machine", name: "demo-md-vk9tz-5hq2c" }
      }
    ],
    says: [/rack-7/u, /node did not boot/u, /Ironic/u]
  },
  {
    name: "which image a hosted control plane cannot pull, and from where",
    template: "openstack-hosted-cp-1-0-30",
    bullets: "* ControlPlaneAvailable: error getting client: connection to the workload cluster is down",
    events: [
      {
        kind: "Pod",
        name: "kmc-demo-0",
        reason: "Failed",
        message: 'Failed to pull image "registry.example.org/k0s:v1": rpc error: code = NotFound desc = not found'
      },
      { kind: "Pod", name: "kmc-demo-0", reason: "Failed", message: "Error: ErrImagePull" }
    ],
    says: [/registry\.example\.org\/k0s:v1/u, /pull secret/u],
    never: [/Error: ErrImagePull/u, /Google/u]
  },
  {
    name: "the budget that holds a drain up, of a cluster that is not called failed for it",
    bullets:
      "* WorkerMachinesReady:\n  * Machine demo-md-vk9tz-5hq2c:\n    * Deleting: Machine deletion in progress since more than 15m, stage: DrainingNode, delay likely due to PodDisruptionBudgets",
    minutes: 40,
    says: [/PodDisruptionBudget/u],
    never: [/^Failed/mu]
  },
  {
    name: "that a name is taken in AWS, which nothing heals",
    template: "aws-eks-1-0-22",
    bullets: "* ControlPlaneInitialized: Control plane not yet initialized",
    events: [
      {
        kind: "AWSManagedControlPlane",
        name: "demo-cp",
        reason: "FailedCreateEKSControlPlane",
        message:
          "Failed to initiate creation of a new EKS control plane: operation error EKS: CreateCluster, ResourceInUseException: Cluster already exists with name: team-a_demo-cp"
      }
    ],
    says: [/already exists with name/u, /another name/u, /^Failed/mu]
  },
  {
    name: "that AWS verifies the account, which only takes its time",
    bullets: machine("0 of 2 completed"),
    minutes: 30,
    events: [
      {
        kind: "AWSMachine",
        name: "demo-md-vk9tz-5hq2c",
        reason: "FailedCreate",
        message:
          "failed to run instance: api error PendingVerification: Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete. This could take up to 2 hours.",
        at: [10, 300, 600, 900, 1200, 1500]
      }
    ],
    says: [/up to 2 hours/u],
    never: [/^Failed/mu]
  },
  {
    name: "that marketplace terms want to be accepted, and nothing of permissions",
    template: "azure-standalone-cp-1-0-15",
    bullets: azureInfra,
    events: [
      {
        kind: "AzureMachine",
        name: "demo-cp-0",
        reason: "ReconcileError",
        message:
          "failed to create or update resource demo/demo-cp-0 (service: virtualmachine): ERROR CODE: MarketplacePurchaseEligibilityFailed Marketplace purchase eligibility check returned errors."
      }
    ],
    says: [/accept the terms/iu],
    never: [/grant|Contributor/u]
  },
  {
    name: "that a network of the management cluster is in the way, where nothing else is known",
    bullets: infra,
    minutes: 12,
    events: [
      {
        kind: "AWSCluster",
        reason: "FailedDescribeVPCs",
        message:
          'Failed to describe VPCs: operation error EC2: DescribeVpcs, Post "https://ec2.eu-west-1.amazonaws.com/": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused'
      }
    ],
    says: [/proxy/u]
  },
  {
    name: "whose StorageClass a hosted control plane lacks",
    template: "aws-hosted-cp-1-0-4",
    bullets: infra,
    events: [
      {
        kind: "PersistentVolumeClaim",
        name: "kmc-demo-kmc-demo-0",
        reason: "ProvisioningFailed",
        message: 'storageclass.storage.k8s.io "fast" not found'
      }
    ],
    says: [/"fast" not found/u, /management cluster that StorageClass/u]
  },
  {
    name: "that what AWS does not know may have been deleted",
    bullets: machine("0 of 2 completed"),
    events: [
      {
        kind: "AWSMachine",
        name: "demo-md-vk9tz-5hq2c",
        reason: "FailedCreate",
        message:
          "failed to run instance: operation error EC2: RunInstances, api error InvalidGroup.NotFound: The security group 'sg-1' does not exist"
      }
    ],
    says: [/security group 'sg-1' does not exist/u, /somebody has deleted it/u],
    never: [/first minutes/u]
  },
  {
    name: "a condition that nobody knows and that says it waits",
    conditions: [{ type: "CredentialsProjected", status: "False", reason: "Progressing", message: "copying" }],
    minutes: 4,
    says: [],
    never: [/CredentialsProjected is False/u, /^Failed/mu]
  }
]

describe("a subscriber is told", () => {
  for (const { name, says, never = [], ...scene } of rows) {
    it(name, () => {
      const words = told(scene)
      for (const pattern of says) assert.match(words, pattern)
      for (const pattern of never) assert.notMatch(words, pattern)
    })
  }
})
