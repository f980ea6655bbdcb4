import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { type CauseClass, diagnose } from "../../src/progress/interpret/diagnose.ts"

const aws = (operation: string, status: number, error: string) =>
  `failed to create: operation error EC2: ${operation}, https response error StatusCode: ${status}, RequestID: 4a2e9e7b-0f52-4e5a-9a0e-111111111111, api error ${error}`
const azure = (status: string, code: string, message: string) =>
  `failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/a20fed83-96bd-4480-92a9-140b8e3b7c3a/x\n--------\nRESPONSE ${status}\nERROR CODE: ${code}\n--------\n{"error":{"code":"${code}","message":"${message}"}}`
const openstack = (status: number, body: string) =>
  `Failed to create server x: Expected HTTP response code [200 202] when accessing [POST https://nova/v2.1/servers], but got ${status} instead: ${body}`
const helm = (text: string) =>
  `Helm install failed for release kcm-system/demo with chart aws-standalone-cp@1.0.43: ${text}`

const rows: ReadonlyArray<readonly [text: string, klass: CauseClass, code: string]> = [
  // kcm (field guide a.2 and e)
  [
    'failed to get Credential kcm-system/x: Credential.k0rdent.mirantis.com "x" not found',
    "deterministic",
    "CredentialNotFound"
  ],
  [
    'failed to get ClusterTemplate a/b: ClusterTemplate.k0rdent.mirantis.com "b" not found',
    "deterministic",
    "ClusterTemplateNotFound"
  ],
  [
    "ClusterTemplate ns/x is not marked as valid: one or more required providers are not deployed yet",
    "deterministic",
    "InvalidTemplate"
  ],
  [
    "failed to validate template with provided configuration: values don't meet the specifications",
    "deterministic",
    "InvalidConfiguration"
  ],
  [
    "Invalid configuration provided: execution error at (x/templates/cluster.yaml:3:4): region is required",
    "deterministic",
    "InvalidConfiguration"
  ],
  ["the Credential ns/x is not ready", "userAction", "CredentialNotReady"],
  ["ClusterIdentity object of Kind=AWSClusterStaticIdentity ns/aws not found", "userAction", "MissingClusterIdentity"],
  ["Underlying CAPI Cluster object is missing", "deterministic", "CAPIClusterMissing"],
  ["AWSCluster has been deleted while the cluster still exists", "deterministic", "InfrastructureDeleted"],
  ["Related Region eu is paused", "userAction", "RegionPaused"],
  ["failed to get HelmChart Artifact: no artifact", "transient", "ArtifactFailed"],
  [
    "failed to download HelmChart from Artifact http://source/x.tgz: connection refused",
    "transient",
    "ConnectionFailed"
  ],
  // Helm
  [helm("timeout waiting for: [AWSCluster/ns/demo status: 'InProgress']"), "transient", "HelmWaitTimeout"],
  [helm("context deadline exceeded"), "transient", "HelmWaitTimeout"],
  [helm('admission webhook "v.x.io" denied the request: no'), "deterministic", "AdmissionDenied"],
  [
    helm(
      '1 error occurred:\n\t* Internal error occurred: failed calling webhook "vcoreprovider.kb.io": failed to call webhook: Post "https://x": dial tcp: i/o timeout'
    ),
    "error",
    "WebhookUnavailable"
  ],
  [
    helm(
      'unable to build kubernetes objects from release manifest: resource mapping not found: no matches for kind "AWSCluster" in version "v1beta2"'
    ),
    "deterministic",
    "NoMatchesForKind"
  ],
  [
    helm('cannot patch "demo" with kind AWSCluster: AWSCluster "demo" is invalid: spec.region: field is immutable'),
    "deterministic",
    "Rejected"
  ],
  [helm("something else"), "error", "HelmInstallFailed"],
  ["another operation (install/upgrade/rollback) is in progress", "error", "HelmReleaseStuck"],
  ["post-install hooks failed: 1 error occurred:\n\t* job failed: BackoffLimitExceeded", "error", "HelmHookFailed"],
  // services
  ["Cannot manage it. Currently managed by ClusterProfile monitoring", "deterministic", "Conflict"],
  ["the maximum number of consecutive errors has been reached", "deterministic", "RetriesExhausted"],
  [
    "Feature Helm for cluster Capi a/b will no longer be retried: maximum consecutive failures reached",
    "deterministic",
    "RetriesExhausted"
  ],
  ["Feature Helm for cluster Capi a/b failed with non-retriable error: bad values", "deterministic", "NonRetriable"],
  [
    "some services have invalid dependencies\ndependency a of service b is not defined as a service",
    "deterministic",
    "InvalidServiceDependencies"
  ],
  // AWS
  [
    aws("RunInstances", 400, "VcpuLimitExceeded: You have requested more vCPU capacity"),
    "userAction",
    "VcpuLimitExceeded"
  ],
  [
    aws("CreateVpc", 400, "VpcLimitExceeded: The maximum number of VPCs has been reached."),
    "userAction",
    "VpcLimitExceeded"
  ],
  [
    aws("AllocateAddress", 400, "AddressLimitExceeded: The maximum number of addresses has been reached."),
    "userAction",
    "AddressLimitExceeded"
  ],
  [aws("CreateNatGateway", 400, "NatGatewayLimitExceeded: x"), "userAction", "NatGatewayLimitExceeded"],
  [
    aws("RunInstances", 500, "InsufficientInstanceCapacity: We currently do not have sufficient m5.large capacity"),
    "error",
    "InsufficientInstanceCapacity"
  ],
  [aws("DescribeVpcs", 503, "RequestLimitExceeded: Request limit exceeded."), "transient", "Throttling"],
  [
    aws("RunInstances", 403, "UnauthorizedOperation: You are not authorized to perform this operation."),
    "userAction",
    "UnauthorizedOperation"
  ],
  [
    "User: arn:aws:iam::123456789012:user/capa is not authorized to perform: ec2:RunInstances on resource: x",
    "userAction",
    "AccessDenied"
  ],
  [
    "failed to query ec2 for VPCs: AuthFailure: AWS was not able to validate the provided access credentials\n\tstatus code: 401, request id: x",
    "userAction",
    "AuthFailure"
  ],
  ["Operation DescribeVpcs failed with a credentials or permission issue: no", "userAction", "CredentialsOrPermission"],
  [
    "get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found",
    "userAction",
    "NoCredentials"
  ],
  [aws("RunInstances", 400, "InvalidAMIID.NotFound: The image id does not exist"), "userAction", "InvalidAMIID"],
  [
    aws(
      "RunInstances",
      400,
      "InvalidParameterValue: Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name"
    ),
    "userAction",
    "InvalidInstanceProfile"
  ],
  [
    aws(
      "RunInstances",
      400,
      "Unsupported: Your requested instance type (x1) is not supported in your requested Availability Zone"
    ),
    "userAction",
    "Unsupported"
  ],
  [
    aws("CreateSubnet", 400, "InvalidSubnet.Conflict: The CIDR '10.0.0.0/24' conflicts with another subnet"),
    "userAction",
    "InvalidSubnet.Conflict"
  ],
  [aws("RegisterInstances", 400, "InvalidInstance: instance is not running"), "transient", "InstanceNotReady"],
  ["Failed to run controlplane, APIServer ELB not available", "transient", "InstanceNotReady"],
  [aws("CreateX", 400, "SomethingNew.Sub: text"), "error", "SomethingNew.Sub"],
  // Azure
  [
    azure(
      "409: 409 Conflict",
      "OperationNotAllowed",
      "Operation could not be completed as it results in exceeding approved standardDSv3Family Cores quota."
    ),
    "userAction",
    "QuotaExceeded"
  ],
  [
    azure("409: 409 Conflict", "AnotherOperationInProgress", "Another operation is in progress."),
    "transient",
    "AnotherOperationInProgress"
  ],
  [
    azure("403: 403 Forbidden", "AuthorizationFailed", "The client does not have authorization"),
    "userAction",
    "AuthorizationFailed"
  ],
  [
    azure("404: 404 Not Found", "SubscriptionNotFound", "The subscription could not be found."),
    "userAction",
    "SubscriptionNotFound"
  ],
  [
    azure("409: 409 Conflict", "SkuNotAvailable", "The requested VM size is not available in location"),
    "userAction",
    "SkuNotAvailable"
  ],
  [
    azure("409: 409 Conflict", "ZonalAllocationFailed", "Allocation failed. We do not have sufficient capacity"),
    "error",
    "ZonalAllocationFailed"
  ],
  [
    azure("400: 400 Bad Request", "PublicIPCountLimitReached", "Cannot create more than 10 public IP addresses"),
    "userAction",
    "PublicIPCountLimitReached"
  ],
  [azure("409: 409 Conflict", "NobodyKnows", "text"), "error", "NobodyKnows"],
  [
    "ClientSecretCredential authentication failed\nPOST https://login.microsoftonline.com/x\nAADSTS7000215: Invalid client secret provided.",
    "userAction",
    "AADSTS7000215"
  ],
  ["ClientSecretCredential authentication failed", "userAction", "AuthenticationFailed"],
  ["AADSTS90033: A transient error has occurred. Please try again.", "transient", "EntraIDUnavailable"],
  [
    "reconcile error that cannot be recovered occurred: resource sku with name 'X' and category 'virtualMachines' not found in location 'eastus'. Object will not be requeued",
    "deterministic",
    "SKUNotFound"
  ],
  [
    "reconcile error that cannot be recovered occurred: something. Object will not be requeued",
    "deterministic",
    "CannotBeRecovered"
  ],
  [
    "failed to reconcile cluster services: failed to reconcile AzureCluster service virtualnetworks: context deadline exceeded",
    "transient",
    "DeadlineExceeded"
  ],
  // Google Cloud
  [
    "Reconcile error - googleapi: Error 403: Quota 'CPUS' exceeded. Limit: 24.0 in region us-east1., quotaExceeded",
    "userAction",
    "QuotaExceeded"
  ],
  [
    'Reconcile error - googleapi: Error 403: Insufficient regional quota to satisfy request: resource "CPUS"',
    "userAction",
    "QuotaExceeded"
  ],
  ["googleapi: Error 403: Rate Limit Exceeded, rateLimitExceeded", "transient", "rateLimitExceeded"],
  [
    "Reconcile error - googleapi: Error 403: Required 'compute.networks.create' permission for 'projects/p', forbidden",
    "userAction",
    "PermissionDenied"
  ],
  [
    "googleapi: Error 403: Compute Engine API has not been used in project 1 before or it is disabled.",
    "userAction",
    "ServiceDisabled"
  ],
  ["googleapi: Error 401: Request had invalid authentication credentials., authError", "userAction", "Unauthenticated"],
  ['oauth2: "invalid_grant" "Invalid JWT Signature."', "userAction", "Unauthenticated"],
  [
    "googleapi: Error 503: The zone 'projects/p/zones/z' does not have enough resources available to fulfill the request., ZONE_RESOURCE_POOL_EXHAUSTED",
    "error",
    "ZoneResourcePoolExhausted"
  ],
  [
    "googleapi: Error 400: The resource 'projects/p/global/networks/n' is not ready, resourceNotReady",
    "transient",
    "resourceNotReady"
  ],
  [
    "googleapi: Error 400: Invalid value for field 'resource.machineType': 'zones/z/machineTypes/n9'",
    "userAction",
    "InvalidMachineType"
  ],
  ["googleapi: Error 503: Backend Error, backendError", "transient", "BackendError"],
  ["googleapi: Error 409: The resource already exists, alreadyExists", "error", "GoogleAPI409"],
  // OpenStack
  [
    openstack(403, '{"forbidden": {"code": 403, "message": "Quota exceeded for cores"}}'),
    "userAction",
    "QuotaExceeded"
  ],
  [
    openstack(409, '{"NeutronError": {"type": "OverQuota", "message": "Quota exceeded for resources"}}'),
    "userAction",
    "QuotaExceeded"
  ],
  ["No valid host was found. There are not enough hosts available.", "userAction", "NoValidHost"],
  [
    openstack(401, '{"error": {"message": "The request you have made requires authentication."}}'),
    "userAction",
    "AuthenticationFailed"
  ],
  ["no images were found with the given image filter: name=ubuntu, tags=[]", "userAction", "ReferenceNotFound"],
  [openstack(400, "bad"), "error", "HTTP400"],
  [openstack(503, "busy"), "transient", "ServerBusy"],
  // vSphere
  ["ServerFaultCode: Cannot complete login due to an incorrect user name or password.", "userAction", "InvalidLogin"],
  ["unable to find template by name \"u\": vm 'u' not found", "userAction", "InventoryNotFound"],
  ["Insufficient disk space on datastore 'ds1'.", "error", "InsufficientResources"],
  ["A specified parameter was not correct: spec.location.pool", "userAction", "InvalidArgument"],
  [
    azure("429: 429 Too Many Requests", "TooManyRequests", "The request is being throttled"),
    "transient",
    "TooManyRequests"
  ],
  [aws("DescribeVpcs", 503, "ServiceUnavailable: later"), "transient", "Throttling"],
  ["failed to pull chart: ghcr.io/x/y:1.0.0: not found", "userAction", "ChartNotFound"],
  ["healthchecks failed: deployment x not ready", "error", "HealthCheckFailed"],
  // weather
  [
    "Operation cannot be fulfilled on x: the object has been modified; please apply your changes to the latest version and try again",
    "transient",
    "Conflict"
  ],
  ["error getting client: connection to the workload cluster is down", "transient", "ConnectionFailed"],
  ["client rate limiter Wait returned an error: context deadline exceeded", "transient", "DeadlineExceeded"],
  [
    "* Node.Ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady",
    "transient",
    "NetworkNotReady"
  ],
  ['virtualnetworks.network.azure.com "demo-vnet" not found', "transient", "NotFound"],
  ['clusters.cluster.x-k8s.io "demo" not found', "transient", "NotFound"]
]

describe("the cause", () => {
  for (const [text, klass, code] of rows) {
    it(`of "${text.replace(/\s+/gu, " ").slice(0, 90)}" is ${code}`, () => {
      const cause = diagnose(text)
      assert.deepStrictEqual({ klass: cause?.klass, code: cause?.code }, { klass, code })
      assert.notStrictEqual(cause?.advice, "")
      assert.notInclude(cause?.advice ?? "", "$1")
      assert.isAtMost(cause?.summary.length ?? 0, 240)
    })
  }

  it("names the part of a text with several errors that it is about", () => {
    const cause = diagnose(
      `[failed to reconcile subnets: ${"the first of many errors that say little, ".repeat(10)}, VcpuLimitExceeded: You have requested more vCPU capacity]`
    )
    assert.match(cause?.summary ?? "", /VcpuLimitExceeded/u)
  })
})

// Condition texts of a healthy build, field guide a.4 and b.
const healthy: ReadonlyArray<string> = [
  "",
  "4 of 8 completed",
  "0 of 2 completed",
  "securitygroups creating or updating",
  "virtualmachine creating or updating",
  "Control plane not yet initialized",
  "K0sControlPlane status.initialization.controlPlaneInitialized is false",
  "GCPCluster status.ready is false",
  "AzureASOManagedCluster status.initialization.provisioned is false",
  "MachineDeployment demo-md: 0 available replicas, at least 2 required (spec.strategy.rollout.maxUnavailable is 0, spec.replicas is 2)",
  "DataSecretAvailable: Control plane is not ready yet",
  "Control plane endpoint is not set",
  "WaitingForControlPlaneInitialization",
  "WaitingForClusterInfrastructure",
  "WaitingForBootstrapData",
  "Waiting for Cluster status.initialization.infrastructureProvisioned to be true",
  "Waiting for Cluster control plane to be initialized",
  "Waiting for AWSMachine to report spec.providerID",
  "Waiting for a Node with spec.providerID aws:///us-east-1a/i-0abc to exist",
  "Remote connection not established yet",
  "Remote connection probe failed",
  "Remote connection probe failed, probe last succeeded at 2026-01-01T00:00:00Z",
  "Instance is building",
  "Condition not yet reported",
  "Running 'install' action with timeout of 5m0s",
  "2/5 Services are ready.",
  "Object is ready",
  "Machine error-failed-md-abcde: 1 of 2 completed",
  "cluster failed-state is provisioning"
]

it("says nothing wrong of the texts of a healthy build", () => {
  for (const text of healthy) assert.isUndefined(diagnose(text), text)
})

it.prop("never throws, and never leaves a text empty that it has a cause for", { text: Schema.String }, ({ text }) => {
  const cause = diagnose(`failed: ${text} QuotaExceeded ${text}`)
  assert.strictEqual(cause?.code, "QuotaExceeded")
  assert.notStrictEqual(cause?.summary, "")
})
