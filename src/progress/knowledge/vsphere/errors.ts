import type { ErrorRow } from "../errorRow.ts"

const source = "govmomi fault, in CAPV conditions (CAPV emits no events)"

/** Faults of vCenter and ESXi. */
export const vsphereErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern:
      /Cannot complete login due to an incorrect user name or password|\bInvalidLogin\b|\bNotAuthenticated\b|The session is not authenticated/u,
    klass: "userAction",
    code: "InvalidLogin",
    advice:
      "correct the user name and password in the secret of the VSphereClusterIdentity; it will then be retried by itself",
    example: "ServerFaultCode: Cannot complete login due to an incorrect user name or password.",
    source
  },
  {
    pattern: /Permission to perform this operation was denied|\bNoPermission\b/u,
    klass: "userAction",
    code: "NoPermission",
    advice: "grant the vSphere user the missing privilege; it will then be retried by itself",
    example: "ServerFaultCode: Permission to perform this operation was denied.",
    source
  },
  {
    pattern: /thumbprint\b(?:(?!thumbprint).){0,300}(?:mismatch|does not match|not match)/iu,
    klass: "userAction",
    code: "ThumbprintMismatch",
    advice: "correct the thumbprint of the vCenter in spec.config; it will then be retried by itself",
    example: "Post https://vcenter/sdk: host certificate thumbprint does not match",
    source: "govmomi soap/client.go, through CAPV"
  },
  {
    pattern: /\bx509: /u,
    klass: "error",
    code: "CertificateNotTrusted",
    advice: "give the vCenter's thumbprint or certificate authority in spec.config",
    kinds: ["VSphereMachine", "VSphereCluster", "VSphereVM", "VSphereClusterIdentity"],
    example:
      "Post https://vcenter/sdk: tls: failed to verify certificate: x509: certificate signed by unknown authority",
    source: "Go crypto/x509, through CAPV"
  },
  {
    pattern:
      /[Ii]nsufficient (?:memory|CPU|disk|storage|resources) |\bInsufficient\w*ResourcesFault\b|failover level for|not enough (?:disk )?space|[Ii]nsufficient disk space on datastore|no space left on device/u,
    klass: "error",
    code: "InsufficientResources",
    advice: "the vSphere cluster or datastore has no room left: free some, or use another one; it is retried by itself",
    example: "Insufficient disk space on datastore 'ds1'.",
    source
  },
  {
    pattern:
      /(?:vm|virtual machine|template|folder|resource pool|datastore|datacenter|network|cluster|storage policy|host) '([^']+)' not found|unable to (?:find|get) (?:template|folder|resource pool|datastore|datacenter|network)\b|default \w+ resolves to multiple/iu,
    klass: "userAction",
    code: "InventoryNotFound",
    advice: "correct the name or path of the vSphere object in spec.config",
    example: "unable to find template by name \"u\": vm 'u' not found",
    source
  },
  {
    pattern: /A specified parameter was not correct/u,
    klass: "userAction",
    code: "InvalidArgument",
    advice: "vSphere rejects a value: correct it in spec.config",
    example: "A specified parameter was not correct: spec.location.pool",
    source
  }
]
