import { captured, type ErrorRow } from "../errorRow.ts"

const source = "googleapi error, in CAPG events"

/** Errors of Google Cloud. GCPCluster has no conditions, so events are the only voice. */
export const gcpErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /\b(rateLimitExceeded|userRateLimitExceeded|RATE_LIMIT_EXCEEDED|concurrentLimitExceeded)\b/u,
    klass: "transient",
    code: captured,
    advice: "Google Cloud asks to slow down; it will be retried by itself",
    example: "googleapi: Error 403: Rate Limit Exceeded, rateLimitExceeded",
    source
  },
  {
    pattern: /\b(alreadyExists)\b/u,
    klass: "error",
    code: captured,
    advice:
      "something else has made a resource of this name, an earlier cluster perhaps: remove it in Google Cloud, or choose another name; it is retried by itself",
    example:
      "googleapi: Error 409: The resource 'projects/p/global/addresses/demo-apiserver' already exists, alreadyExists",
    source
  },
  {
    pattern: /\b(resourceInUseByAnotherResource)\b/u,
    klass: "error",
    open: true,
    code: captured,
    advice:
      "another resource, which the message names, still uses it: if that does not go by itself, delete it in Google Cloud (firewall rules, load balancers and disks that workloads made stay behind); it goes on by itself then",
    example:
      "googleapi: Error 400: The network resource 'projects/p/global/networks/n' is already being used by 'projects/p/global/firewalls/k8s-fw-a1', resourceInUseByAnotherResource",
    source
  },
  {
    pattern: /\b(resourceNotReady|operationInProgress)\b/u,
    klass: "transient",
    code: captured,
    advice: "the resource is still being made; it will be retried by itself",
    example: "googleapi: Error 400: The resource 'projects/p/global/networks/n' is not ready, resourceNotReady",
    source
  },
  {
    pattern:
      /\b(accessNotConfigured|SERVICE_DISABLED)\b|API has not been used in project|it is disabled\. Enable it by visiting/u,
    klass: "userAction",
    code: "ServiceDisabled",
    advice: "enable the API that the message names in the project; it will then be retried by itself",
    example: "googleapi: Error 403: Compute Engine API has not been used in project 1 before or it is disabled.",
    source
  },
  {
    pattern: /\b(BILLING_DISABLED|billingNotEnabled)\b|requires billing to be enabled/u,
    klass: "userAction",
    code: "BillingDisabled",
    advice: "enable billing for the project; it will then be retried by itself",
    example: "googleapi: Error 403: This API method requires billing to be enabled.",
    source
  },
  {
    pattern:
      /Quota '(\w*(?:ADDRESSES|NETWORKS|SUBNETWORKS|FIREWALLS|ROUTERS|ROUTES|FORWARDING_RULES|BACKEND_SERVICES|HEALTH_CHECKS)\w*)' exceeded/u,
    klass: "userAction",
    code: "QuotaExceeded",
    advice: (quota) =>
      `raise the quota ${quota}, or remove what is left over of earlier clusters; it will then be retried by itself`,
    example: "googleapi: Error 403: Quota 'STATIC_ADDRESSES' exceeded. Limit: 8.0 globally., quotaExceeded",
    source: "google.golang.org/api, Compute Engine quotas"
  },
  {
    pattern:
      /Quota '[^']+' exceeded|\bQUOTA_EXCEEDED\b|\bquotaExceeded\b|[Ii]nsufficient (?:regional|project|global) quota|\bquota exceeded for quota metric\b/u,
    klass: "userAction",
    code: "QuotaExceeded",
    advice:
      "raise the quota that the message names in the region, or use smaller or fewer machines; it will then be retried by itself",
    example:
      "Reconcile error - googleapi: Error 403: Quota 'CPUS' exceeded. Limit: 24.0 in region us-east1., quotaExceeded",
    source
  },
  {
    pattern:
      /\b(ZONE_RESOURCE_POOL_EXHAUSTED(?:_WITH_DETAILS)?|GCE_STOCKOUT)\b|does not have enough resources available to fulfill/u,
    klass: "error",
    open: true,
    code: "ZoneResourcePoolExhausted",
    advice:
      "the zone has no capacity of this machine type; it is retried by itself, or use another type, zone or region",
    example:
      "googleapi: Error 503: The zone 'projects/p/zones/z' does not have enough resources available to fulfill the request., ZONE_RESOURCE_POOL_EXHAUSTED",
    source
  },
  {
    pattern: /\bSERVICE_ACCOUNT_ACCESS_DENIED\b|does not have access to service account|iam\.serviceAccounts\.actAs/u,
    klass: "userAction",
    code: "ServiceAccountAccessDenied",
    advice:
      "let the Credential's service account act as the machines' one (role Service Account User), or name another in spec.config; it will then be retried by itself",
    example:
      "googleapi: Error 400: SERVICE_ACCOUNT_ACCESS_DENIED, The user does not have access to service account 'x'. User: 'y'. Ask a project owner to grant you the iam.serviceAccountUser role",
    source
  },
  {
    pattern: /\bConstraint (constraints\/[\w.]{1,100}) violated\b|violates constraint|conditionNotMet/u,
    klass: "userAction",
    code: "OrganizationPolicy",
    advice: (constraint) =>
      `a policy of the organization${constraint === "" ? "" : ` (${constraint})`} forbids it: change spec.config to conform, or have the policy changed; no role lifts it`,
    example: "googleapi: Error 412: Constraint constraints/compute.vmExternalIpAccess violated for project p.",
    source
  },
  {
    pattern:
      /[Rr]equired ["']([\w.]+)["'] permission|Permission ["']([\w.]+)["'] denied|missing (?:the )?permission ["']?([\w.]+)/u,
    klass: "userAction",
    code: "PermissionDenied",
    advice: (word) => `grant ${word} to the service account of the Credential; it will then be retried by itself`,
    example:
      "Reconcile error - googleapi: Error 403: Required 'compute.networks.create' permission for 'projects/p', forbidden",
    source
  },
  {
    pattern:
      /googleapi: Error 401|\binvalid_grant\b|oauth2: (?:cannot fetch token|"invalid_)|invalid authentication credentials|could not find default credentials|error reading credentials|unable to parse (?:service account|credentials)/iu,
    klass: "userAction",
    code: "Unauthenticated",
    advice:
      "correct the service account key in the secret that the Credential names; it will then be retried by itself",
    example: "googleapi: Error 401: Request had invalid authentication credentials., authError",
    source
  },
  {
    pattern:
      /googleapi: Error 403:(?:(?!googleapi: ).){0,300}(?:permission|forbidden)|\bPERMISSION_DENIED\b|code = PermissionDenied|insufficientPermissions|ACCESS_TOKEN_SCOPE_INSUFFICIENT/iu,
    klass: "userAction",
    code: "PermissionDenied",
    advice:
      "grant the service account of the Credential the missing role on the project; it will then be retried by itself",
    example: "googleapi: Error 403: Forbidden, forbidden",
    source
  },
  {
    pattern:
      /googleapi: Error 40\d:(?:(?!googleapi: ).){0,300}machineTypes?\b|Invalid value for field 'resource\.machineType'/u,
    klass: "userAction",
    code: "InvalidMachineType",
    advice: "use a machine type that exists in the zone, in spec.config",
    example: "googleapi: Error 400: Invalid value for field 'resource.machineType': 'zones/z/machineTypes/n9'",
    source
  },
  {
    pattern:
      /googleapi: Error 40\d:(?:(?!googleapi: ).){0,300}\bimages?\b|Invalid value for field 'resource\.disks\[\d+\]\.initializeParams\.sourceImage'/u,
    klass: "userAction",
    code: "ImageNotFound",
    advice: "use an image that exists and that the project may read, in spec.config",
    example: "googleapi: Error 404: The resource 'projects/p/global/images/x' of type image was not found, notFound",
    source
  },
  {
    pattern: /Invalid value for field '([^']+)'|googleapi: Error 400:|code = InvalidArgument\b/u,
    klass: "userAction",
    code: "InvalidValue",
    advice: "Google Cloud rejects a value: correct it in spec.config of the ClusterDeployment",
    example: "googleapi: Error 400: Invalid value for field 'resource.name': 'X'",
    source
  },
  {
    pattern:
      /googleapi: Error 404:(?:(?!googleapi: ).){0,300}projects?\/[^/'"]+['"]? was not found|Unknown project id|project (?:(?!project ).){0,300} not found or/iu,
    klass: "userAction",
    code: "ProjectNotFound",
    advice: "correct the project in spec.config",
    example: "googleapi: Error 404: The resource 'projects/p' was not found, notFound",
    source
  },
  {
    pattern:
      /googleapi: (?:got HTTP response code|Error) (?:429|50\d)|code = (?:Unavailable|DeadlineExceeded|ResourceExhausted|Aborted)\b/u,
    klass: "transient",
    code: "BackendError",
    advice: "Google Cloud is busy; it will be retried by itself",
    example: "googleapi: Error 503: Backend Error, backendError",
    source
  },
  {
    pattern: /googleapi: Error (\d{3})|rpc error: code = (\w+) desc/u,
    klass: "error",
    code: (word) => `GoogleAPI${word}`,
    advice: "it is retried by itself; if it goes on, mend what the message names",
    example: "googleapi: Error 412: Precondition failed, somethingNew",
    source
  }
]
