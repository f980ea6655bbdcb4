import type { CauseRow } from "../errorRow.ts"

const source = "Azure Resource Manager error code, in CAPZ and ASO conditions and events"
const secret =
  "correct the client id, secret and tenant in the AzureClusterIdentity that the Credential names; it will be retried by itself"

/** Error codes of Azure. CAPZ's own mark "cannot be recovered" is read by `diagnose` for every row. */
export const azureRows: ReadonlyArray<CauseRow> = [
  {
    pattern: /\bAADSTS(?:90033|90012|50196)\b/u,
    klass: "transient",
    code: "EntraIDUnavailable",
    advice: "Microsoft Entra ID is busy; it will be retried by itself",
    source: "Microsoft Entra error codes marked transient"
  },
  {
    pattern: /\b(AADSTS(?:7000222|700024))\b/u,
    klass: "userAction",
    code: "$1",
    advice:
      "the client secret has expired: make a new one and put it into the secret of the AzureClusterIdentity; it will be retried by itself",
    source: "Microsoft Entra error codes"
  },
  {
    pattern: /\b(AADSTS\d{4,7})\b/u,
    klass: "userAction",
    code: "$1",
    advice: secret,
    source: "Microsoft Entra error codes"
  },
  {
    pattern:
      /\b(?:ClientSecretCredential|ClientCertificateCredential|WorkloadIdentityCredential|ManagedIdentityCredential|DefaultAzureCredential|ChainedTokenCredential)\b(?: authentication failed|: failed|.*failed to acquire)|\b(?:InvalidAuthenticationToken(?:Tenant)?|ExpiredAuthenticationToken|AuthenticationFailed|InvalidAuthenticationTokenAudience)\b/u,
    klass: "userAction",
    code: "AuthenticationFailed",
    advice: secret,
    source
  },
  {
    pattern:
      /\b(AuthorizationFailed|LinkedAuthorizationFailed|AuthorizationPermissionMismatch|RoleAssignmentNotFound)\b/u,
    klass: "userAction",
    code: "$1",
    advice:
      "grant the service principal of the Credential a role (Contributor) on the subscription; it will be retried by itself",
    source
  },
  {
    pattern:
      /\b(SubscriptionNotFound|InvalidSubscriptionId|SubscriptionNotRegistered|ReadOnlyDisabledSubscription|DisabledSubscription)\b/u,
    klass: "userAction",
    code: "$1",
    advice: "correct subscriptionID in spec.config, or enable the subscription; it will be retried by itself",
    source
  },
  {
    pattern: /\b(MissingSubscriptionRegistration)\b/u,
    klass: "userAction",
    code: "$1",
    advice:
      "register the named resource provider in the subscription (az provider register); it will be retried by itself",
    source
  },
  {
    pattern: /\b(RequestDisallowedByPolicy|RequestDisallowedByAzure|ScopeLocked)\b/u,
    klass: "userAction",
    code: "$1",
    advice: "a policy or lock of the subscription forbids it: change spec.config to conform, or ask for an exemption",
    source
  },
  {
    pattern:
      /\b(QuotaExceeded|ResourceQuotaExceeded|SubscriptionQuotaReached|\w*InsufficientVCPUQuota|CoreQuotaExceeded)\b|exceeding (?:approved|quota limits?)\b/u,
    klass: "userAction",
    code: "QuotaExceeded",
    advice:
      "raise the vCPU quota for this VM family in the region, or use a smaller or another VM size; it will be retried by itself",
    source
  },
  {
    pattern:
      /\b(PublicIPCountLimitReached|IPv4BasicSkuPublicIpCountLimitReached|\w+CountLimitReached|\w+LimitReached)\b/u,
    klass: "userAction",
    code: "$1",
    advice: "raise this quota in the region or delete what is not used; it will be retried by itself",
    source
  },
  {
    pattern:
      /\b(ZonalAllocationFailed|AllocationFailed|OverconstrainedAllocationRequest|OverconstrainedZonalAllocationRequest|AllocationTimedOut)\b|capacity restrictions?\b/iu,
    klass: "error",
    code: "$1",
    advice:
      "Azure has no capacity for this VM size in the zone; it is retried by itself, or use another size, zone or region",
    source
  },
  {
    pattern:
      /\b(SkuNotAvailable|NotAvailableForSubscription|LocationNotAvailableForResourceType|AvailabilityZoneNotSupported|InvalidVMSize|VMSizeNotSupported)\b/iu,
    klass: "userAction",
    code: "$1",
    advice: "use a VM size that is available to the subscription in this region, in spec.config",
    source
  },
  {
    pattern: /SKUNotFound|resource sku with name '[^']*'.* not found|reading SKU .*not found/u,
    klass: "userAction",
    code: "SKUNotFound",
    advice: "correct the VM size in spec.config: the region does not have it",
    source: "CAPZ azuremachine_controller.go, resourceskus cache"
  },
  {
    pattern:
      /\b(ImageNotFound|GalleryImageNotFound|PlatformImageNotFound|VMMarketplaceInvalidInput|MarketplacePurchaseEligibilityFailed|ResourcePurchaseValidationFailed)\b/u,
    klass: "userAction",
    code: "$1",
    advice: "use an image that exists in the region and whose terms are accepted, in spec.config",
    source
  },
  {
    pattern:
      /\b(K8sVersionNotSupported|AgentPoolK8sVersionNotSupported|InvalidParameter|PropertyChangeNotAllowed|InvalidRequestFormat|NetcfgSubnetRangesOverlap|NetcfgInvalidSubnet|InvalidResourceName|InvalidResourceReference|InvalidResourceLocation|LocationNotFound|InvalidLocation)\b/u,
    klass: "userAction",
    code: "$1",
    advice: "Azure rejects a value: correct it in spec.config of the ClusterDeployment",
    source
  },
  {
    pattern: /VM with provider id "?[^"]*"? has been deleted|\bVMDeleted\b/u,
    klass: "error",
    code: "VMDeleted",
    advice: "the virtual machine was deleted outside of the cluster; remove its Machine so that it is replaced",
    source: "CAPZ azure/errors.go"
  },
  {
    pattern:
      /\b(AnotherOperationInProgress|RetryableError|OperationPreempted|CanceledAndSupersededDueToAnotherOperation|ReferencedResourceNotProvisioned|OperationNotAllowedOnUpdatingResource|ResourceGroupBeingDeleted|SubscriptionRequestsThrottled|InternalServerError|ServerTimeout|OperationTimedOut|StorageFailure|TooManyRequests|ServiceUnavailable|GatewayTimeout|ParentResourceNotFound|ResourceNotFound|ResourceGroupNotFound)\b/u,
    klass: "transient",
    code: "$1",
    advice: "Azure asks to try again; it will be retried by itself",
    source
  }
]
