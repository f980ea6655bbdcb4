import type { CauseRow } from "../errorRow.ts"

const source = "govmomi fault, in CAPV conditions (CAPV emits no events)"

/** Faults of vCenter and ESXi. */
export const vsphereRows: ReadonlyArray<CauseRow> = [
  {
    pattern:
      /Cannot complete login due to an incorrect user name or password|\bInvalidLogin\b|\bNotAuthenticated\b|The session is not authenticated/u,
    klass: "userAction",
    code: "InvalidLogin",
    advice:
      "correct the user name and password in the secret of the VSphereClusterIdentity; it will be retried by itself",
    source
  },
  {
    pattern: /Permission to perform this operation was denied|\bNoPermission\b/u,
    klass: "userAction",
    code: "NoPermission",
    advice: "grant the vSphere user the missing privilege; it will be retried by itself",
    source
  },
  {
    pattern:
      /certificate signed by unknown authority|thumbprint\b.*(?:mismatch|does not match|not match)|x509: certificate/iu,
    klass: "error",
    code: "CertificateNotTrusted",
    advice: "correct the thumbprint or certificate authority of the endpoint in spec.config",
    source: "Go TLS, through CAPV and others"
  },
  {
    pattern:
      /[Ii]nsufficient (?:memory|CPU|disk|storage|resources) |\bInsufficient\w*ResourcesFault\b|failover level for|not enough (?:disk )?space|[Ii]nsufficient disk space on datastore|no space left on device/u,
    klass: "error",
    code: "InsufficientResources",
    advice: "the vSphere cluster or datastore has no room left: free some, or use another one; it is retried by itself",
    source
  },
  {
    pattern:
      /(?:vm|virtual machine|template|folder|resource pool|datastore|datacenter|network|cluster|storage policy|host) '([^']+)' not found|unable to (?:find|get) (?:template|folder|resource pool|datastore|datacenter|network)\b|default \w+ resolves to multiple/iu,
    klass: "userAction",
    code: "InventoryNotFound",
    advice: "correct the name or path of the vSphere object in spec.config",
    source
  },
  {
    pattern: /A specified parameter was not correct/u,
    klass: "userAction",
    code: "InvalidArgument",
    advice: "vSphere rejects a value: correct it in spec.config",
    source
  },
  {
    pattern: /\b(?:no free|no available|exhausted).{0,30}\b(?:addresses|IPs?)\b|\bpool\b.{0,40}\bexhausted\b/iu,
    klass: "userAction",
    code: "AddressesExhausted",
    advice: "the address pool is used up: extend it; it will be retried by itself",
    source: "CAPI IPAM providers"
  }
]
