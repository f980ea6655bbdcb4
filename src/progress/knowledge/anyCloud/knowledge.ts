import type { ErrorRow } from "../errorRow.ts"
import { type Knowledge, repeatsItsCloud } from "../knowledge.ts"

/** Sentences that clouds share, whatever codes they use: what they lack, and what to do about it, not where it is set. */
const errors: ReadonlyArray<ErrorRow> = [
  {
    pattern:
      /\b([A-Z]\w{1,40}InUse\w{0,40}|InUse[A-Z]\w{1,40}|\w{1,40}CannotBeDeleted)\b|\bcannot be deleted (?:because|as|since|while)\b|\bcannot be deleted, as\b|\b(?:still|already|currently) (?:being )?(?:in use|used) by\b/u,
    klass: "error",
    open: true,
    code: (word) => (word === "" ? "StillInUse" : word),
    advice:
      "something else, which the message names, still uses it: if that does not go by itself, remove it there (what workloads made stays behind); it goes on by itself then",
    example: "InUseSubnetCannotBeDeleted: Subnet node is in use by nic1/ipConfig and cannot be deleted.",
    source: "Azure, Hetzner, IBM Cloud, OCI and others, through their Cluster API providers"
  },
  {
    pattern:
      /\bno (?:available|provisionable|free|suitable|eligible|matching) (?:[\w.-]{1,60} )?(?:hardware|machines?|servers?|hosts?|devices?|instances?|nodes?)\b/iu,
    klass: "error",
    open: true,
    code: "NothingFree",
    advice: "nothing that fits is free there: add or release some, or ask for another kind, pool or place",
    example: "The facility am6 has no provisionable c3.medium.x86 servers matching your criteria",
    source: "Equinix Metal, MAAS, Tinkerbell and others, through their Cluster API providers"
  },
  {
    pattern:
      /\binsufficient permissions?\b|\bNotAuthorized(?:OrNotFound)?\b|\b[Aa]uthori[sz]ation failed\b|\bnot (?:authorized|permitted) to\b|\b403 Forbidden\b|\baccess (?:is |was )?denied\b/iu,
    klass: "userAction",
    code: "PermissionDenied",
    advice:
      "give the credentials behind the Credential the right that the message names; it will then be retried by itself",
    example: "scaleway-sdk-go: insufficient permissions: write private_network",
    source: "Scaleway, IBM Cloud, OCI and others, through their Cluster API providers"
  },
  {
    pattern:
      /no space left on device|[Nn]ot enough (?:free |disk |storage )?space|[Ii]nsufficient (?:disk |storage |free )?space|(?:storage|datastore|pool) '[^']{1,80}' is full/u,
    klass: "userAction",
    code: "OutOfSpace",
    advice: "free or enlarge the storage that the message names, or use another; it goes on by itself then",
    example: "unable to create image: storage 'local-lvm' is full: not enough free space",
    source: "Proxmox VE, MAAS, libvirt and others, through their Cluster API providers"
  },
  {
    pattern:
      /\bout of (?:host )?capacity\b|\b(?:no|not enough|insufficient|lack of) (?:\w+ )?capacity\b|\bsold out\b|\bcapacity (?:is )?(?:not available|unavailable|exhausted)\b/iu,
    klass: "error",
    open: true,
    code: "OutOfCapacity",
    advice:
      "the cloud has no room for this kind of machine there at the moment: it is retried by itself, or use another kind, zone or region",
    example: "Error Code: InternalError. Message: Out of host capacity.",
    source: "OCI Compute, Equinix Metal, Scaleway and others, through their Cluster API providers"
  },
  {
    pattern:
      /\bquota\b.{0,120}\b(?:exceed\w*|reached|exhausted|insufficient)|\b(?:exceed\w*|reached|over|insufficient)\b.{0,80}\bquota\b|\b(?:QuotaExceeded|LimitExceeded|over_?quota)\b|(?<!rate |requests? |time |size )\blimits?\b.{0,120}\b(?:exceeded|reached)\b|\bexceeds?\b.{0,60}(?<!rate |requests? |time |size )\blimit\b/iu,
    klass: "userAction",
    code: "QuotaExceeded",
    advice:
      "raise the quota or limit that the message names, or remove what is not used; it will then be retried by itself",
    example: "creating this/these droplet(s) will exceed your droplet limit of 10",
    source: "DigitalOcean, IBM Cloud VPC, Akamai, Outscale and others, through their Cluster API providers"
  },
  {
    pattern:
      /\b(?:invalid|incorrect|wrong|bad|expired|revoked) (?:api[ _-]?)?(?:keys?|tokens?|credentials?|user ?name or password|password)\b|\b(?:key|token|credentials?|password)\b (?:is|are|was|has|have)(?: been)? (?:invalid|incorrect|wrong|expired|revoked)|\b401 Unauthorized\b|\bauthentication failed\b|\bunable to authenticate\b/iu,
    klass: "userAction",
    code: "CredentialsRefused",
    advice: "correct the secret behind the Credential; it will then be retried by itself",
    example: "[401] Invalid Token",
    source: "Akamai, Vultr, Equinix Metal and others, through their Cluster API providers"
  }
]

/** What any cloud may say, behind everything that is known of one; and all that is known of those that nobody has described here. */
export const anyCloud: Knowledge = {
  name: "any cloud",
  kinds:
    /^(?!Helm|Service|Cluster(?:Deployment|Summary|Profile|Report)?$|Machine(?:Set|Deployment|HealthCheck)?$)\w+(?:Cluster|Machine|MachinePool|ManagedControlPlane|Server|Instance)$/u,
  heardIn: repeatsItsCloud,
  about: "OCIMachine",
  errors
}
