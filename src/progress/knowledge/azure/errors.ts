import { captured, type ErrorRow } from "../errorRow.ts"

const source = "Azure Resource Manager error code, in CAPZ and ASO conditions and events"
const secret =
  "correct the client id, secret and tenant in the AzureClusterIdentity that the Credential names; it will then be retried by itself"

/** Error codes of Azure. CAPZ's own mark "cannot be recovered" is read by `diagnose` for every row. */
export const azureErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /\bAADSTS(?:90033|90012|50196)\b/u,
    klass: "transient",
    code: "EntraIDUnavailable",
    advice: "Microsoft Entra ID is busy; it will be retried by itself",
    example: "AADSTS90033: A transient error has occurred. Please try again.",
    source: "Microsoft Entra error codes marked transient"
  },
  {
    pattern: /\b(AADSTS(?:7000222|700024))\b/u,
    klass: "userAction",
    code: captured,
    advice:
      "the client secret has expired: make a new one and put it into the secret of the AzureClusterIdentity; it will then be retried by itself",
    example: "AADSTS7000222: The provided client secret keys for app are expired.",
    source: "Microsoft Entra error codes"
  },
  {
    pattern: /\b(AADSTS\d{4,7})\b/u,
    klass: "userAction",
    code: captured,
    advice: secret,
    example: "ClientSecretCredential authentication failed AADSTS7000215: Invalid client secret provided.",
    source: "Microsoft Entra error codes"
  },
  {
    pattern:
      /\b(?:ClientSecretCredential|ClientCertificateCredential|WorkloadIdentityCredential|ManagedIdentityCredential|DefaultAzureCredential|ChainedTokenCredential)\b(?: authentication failed|: failed|.{0,300}failed to acquire)|\b(?:InvalidAuthenticationToken(?:Tenant)?|ExpiredAuthenticationToken|AuthenticationFailed|InvalidAuthenticationTokenAudience)\b/u,
    klass: "userAction",
    code: "AuthenticationFailed",
    advice: secret,
    example: "ClientSecretCredential authentication failed",
    source
  },
  {
    pattern:
      /\b(AuthorizationFailed|LinkedAuthorizationFailed|AuthorizationPermissionMismatch|RoleAssignmentNotFound)\b/u,
    klass: "userAction",
    code: captured,
    advice:
      "grant the service principal of the Credential a role (Contributor) on the subscription; it will then be retried by itself",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 403: 403 Forbidden ERROR CODE: AuthorizationFailed -------- The client does not have authorization",
    source
  },
  {
    pattern:
      /\b(SubscriptionNotFound|InvalidSubscriptionId|SubscriptionNotRegistered|ReadOnlyDisabledSubscription|DisabledSubscription)\b/u,
    klass: "userAction",
    code: captured,
    advice: "correct subscriptionID in spec.config, or enable the subscription; it will then be retried by itself",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 404: 404 Not Found ERROR CODE: SubscriptionNotFound -------- The subscription could not be found.",
    source
  },
  {
    pattern: /\b(MissingSubscriptionRegistration)\b/u,
    klass: "userAction",
    code: captured,
    advice:
      "register the named resource provider in the subscription (az provider register); it will then be retried by itself",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 409: 409 Conflict ERROR CODE: MissingSubscriptionRegistration -------- The subscription is not registered to use namespace 'Microsoft.Compute'",
    source
  },
  {
    pattern: /\b(ScopeLocked)\b/u,
    klass: "userAction",
    code: captured,
    advice:
      "a lock on the resource group or subscription forbids it: remove the lock; it will then be retried by itself",
    example:
      "ERROR CODE: ScopeLocked -------- The scope 'demo' cannot perform delete operation because following scope(s) are locked",
    source
  },
  {
    pattern: /\b(RequestDisallowedByPolicy|RequestDisallowedByAzure)\b/u,
    klass: "userAction",
    code: captured,
    advice:
      "a policy of the subscription forbids it: change spec.config to conform, or ask for an exemption; no role lifts it",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 403: 403 Forbidden ERROR CODE: RequestDisallowedByPolicy -------- Resource 'demo' was disallowed by policy",
    source
  },
  {
    pattern:
      /\b(QuotaExceeded|ResourceQuotaExceeded|SubscriptionQuotaReached|\w*InsufficientVCPUQuota|CoreQuotaExceeded)\b|exceeding (?:approved|quota limits?)\b/u,
    klass: "userAction",
    code: "QuotaExceeded",
    advice:
      "raise the vCPU quota for this VM family in the region, or use a smaller or another VM size; it will then be retried by itself",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 409: 409 Conflict ERROR CODE: OperationNotAllowed -------- Operation could not be completed as it results in exceeding approved standardDSv3Family Cores quota.",
    source
  },
  {
    pattern:
      /\b(PublicIPCountLimitReached|IPv4BasicSkuPublicIpCountLimitReached|\w+CountLimitReached|\w+LimitReached)\b/u,
    klass: "userAction",
    code: captured,
    advice: "raise this quota in the region or delete what is not used; it will then be retried by itself",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 400: 400 Bad Request ERROR CODE: PublicIPCountLimitReached -------- Cannot create more than 10 public IP addresses",
    source
  },
  {
    pattern:
      /\b(ZonalAllocationFailed|AllocationFailed|OverconstrainedAllocationRequest|OverconstrainedZonalAllocationRequest|AllocationTimedOut)\b|capacity restrictions?\b/iu,
    klass: "error",
    open: true,
    code: captured,
    advice:
      "Azure has no capacity for this VM size in the zone; it is retried by itself, or use another size, zone or region",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 409: 409 Conflict ERROR CODE: ZonalAllocationFailed -------- Allocation failed. We do not have sufficient capacity",
    source
  },
  {
    pattern:
      /\b(SkuNotAvailable|NotAvailableForSubscription|LocationNotAvailableForResourceType|InvalidVMSize|VMSizeNotSupported)\b/iu,
    klass: "userAction",
    code: captured,
    advice: "use a VM size that is available to the subscription in this region, in spec.config",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 409: 409 Conflict ERROR CODE: SkuNotAvailable -------- The requested VM size is not available in location",
    source
  },
  {
    pattern: /SKUNotFound|resource sku with name '[^']*'.{0,300} not found|reading SKU .{0,300}not found/u,
    klass: "userAction",
    code: "SKUNotFound",
    advice: "correct the VM size in spec.config: the region does not have it",
    example: "resource sku with name 'Standard_X' and category 'virtualMachines' not found in location 'eastus'",
    source: "CAPZ azuremachine_controller.go, resourceskus cache"
  },
  {
    pattern:
      /\b(MarketplacePurchaseEligibilityFailed|ResourcePurchaseValidationFailed|VMMarketplaceInvalidInput|ResourcePurchaseCanceling)\b|legal terms? (?:have|has) not been accepted/iu,
    klass: "userAction",
    code: captured,
    advice:
      "accept the terms of the image's plan in the subscription (az vm image terms accept), or use another image; it will then be retried by itself",
    example:
      "ERROR CODE: MarketplacePurchaseEligibilityFailed -------- Marketplace purchase eligibility check returned errors.",
    source
  },
  {
    pattern: /\b(AvailabilityZoneNotSupported|ZoneNotAvailable\w*|AvailabilityZonesNotSupported\w*)\b/u,
    klass: "userAction",
    code: captured,
    advice: "use another availability zone, or none, in spec.config: this region or VM size has not got it",
    example:
      "ERROR CODE: AvailabilityZoneNotSupported -------- The zone(s) '3' for resource 'demo-cp-0' is not supported.",
    source
  },
  {
    pattern:
      /\b(ImageNotFound|GalleryImageNotFound|PlatformImageNotFound|ImageVersionDeprecated|ImageVersionScheduledForDeprecation)\b/u,
    klass: "userAction",
    code: captured,
    advice: "use an image that exists in the region, in spec.config",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 404: 404 Not Found ERROR CODE: PlatformImageNotFound -------- The platform image is not available",
    source
  },
  {
    pattern:
      /\b(K8sVersionNotSupported|AgentPoolK8sVersionNotSupported|InvalidParameter|PropertyChangeNotAllowed|InvalidRequestFormat|NetcfgSubnetRangesOverlap|NetcfgInvalidSubnet|InvalidResourceName|InvalidResourceReference|InvalidResourceLocation|LocationNotFound|InvalidLocation)\b/u,
    klass: "userAction",
    code: captured,
    advice: "Azure rejects a value: correct it in spec.config of the ClusterDeployment",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 400: 400 Bad Request ERROR CODE: InvalidParameter -------- The value of parameter osDisk.diskSizeGB is invalid.",
    source
  },
  {
    pattern: /\b(SubnetIsFull|SubnetWithNoAvailableIPs?)\b|does not have enough capacity for \d{1,9} IP addresses/u,
    klass: "userAction",
    code: "SubnetIsFull",
    advice:
      "the subnet has no free addresses: use a larger or another subnet in spec.config, or release what uses it up; it will then be retried by itself",
    example:
      "SubnetIsFull: Subnet node-subnet with address prefix 10.1.0.0/27 does not have enough capacity for 1 IP addresses.",
    source: "Azure Resource Manager, Microsoft.Network"
  },
  {
    pattern:
      /extension state failed|node bootstrapping process failed|VMExtensionProvisioningError|\bVMExtensionHandlerNonTransientError\b|CAPZ\.(?:Linux|Windows)\.Bootstrapping/u,
    klass: "error",
    code: "BootstrapFailed",
    advice:
      "the machine started, but its bootstrap failed or takes too long: look at its boot diagnostics, its cloud-init log, and its way to the API server and the registries",
    example:
      "extension state failed. This likely means the Kubernetes node bootstrapping process failed or timed out. Check VM boot diagnostics logs to learn more",
    source: "CAPZ azure/services/vmextensions"
  },
  {
    pattern: /VM with provider id "?[^"\s]{1,300}"? has been deleted|\bVMDeleted\b/u,
    klass: "error",
    code: "VMDeleted",
    advice: "the virtual machine was deleted outside of the cluster; remove its Machine so that it is replaced",
    example: 'VM with provider id "azure:///subscriptions/x" has been deleted',
    source: "CAPZ azure/errors.go"
  },
  {
    pattern:
      /\b(AnotherOperationInProgress|RetryableError|OperationPreempted|CanceledAndSupersededDueToAnotherOperation|ReferencedResourceNotProvisioned|OperationNotAllowedOnUpdatingResource|ResourceGroupBeingDeleted|SubscriptionRequestsThrottled|InternalServerError|ServerTimeout|OperationTimedOut|StorageFailure|TooManyRequests|ServiceUnavailable|GatewayTimeout|ParentResourceNotFound|ResourceNotFound|ResourceGroupNotFound)\b/u,
    klass: "transient",
    code: captured,
    advice: "Azure asks to try again; it will be retried by itself",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 409: 409 Conflict ERROR CODE: AnotherOperationInProgress -------- Another operation is in progress.",
    source
  },
  {
    pattern: /ERROR CODE: (?!UNAVAILABLE)(\w+)|\bCode="(\w+)"/u,
    klass: "error",
    code: captured,
    advice: "it is retried by itself; if it goes on, mend what the message names",
    example:
      "failed to create or update resource demo/x (service: y): PUT https://management.azure.com/subscriptions/x RESPONSE 409: 409 Conflict ERROR CODE: NobodyKnows -------- text",
    source: "azcore.ResponseError, go-autorest"
  }
]
