import { captured, type ErrorRow } from "../errorRow.ts"

const source = "hcloud-go error codes, as CAPH repeats them"

/** Refusals of the Hetzner Cloud API: a sentence, then its code and the id of the request in parentheses. */
export const hetznerErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /server location disabled|unsupported location for server type/u,
    klass: "userAction",
    code: "resource_unavailable",
    advice:
      "Hetzner does not offer this server type there at the moment: use another location or server type in spec.config; it will then be retried by itself",
    example:
      'failed to create HCloud server "demo-cp-x" in "nbg1" (type "cx32"): server location disabled (resource_unavailable, 8df3d4a0)',
    source
  },
  {
    pattern: /\((resource_unavailable)\b/u,
    klass: "error",
    open: true,
    code: captured,
    advice:
      "Hetzner has no room for this server type there at the moment: it is retried by itself, or use another location or server type in spec.config",
    example: "server create call failed: error during placement (resource_unavailable, 8df3d4a0)",
    source
  },
  {
    pattern: /\((placement_error)\b/u,
    klass: "error",
    open: true,
    code: captured,
    advice:
      "the placement group has no room for one more server: use another group or location; it is retried by itself",
    example: "error during placement (placement_error, 8df3d4a0)",
    source
  },
  {
    pattern: /\((resource_limit_exceeded|(?:\w+_)?limit_reached)\b/u,
    klass: "userAction",
    code: captured,
    advice: "raise this limit of the Hetzner project, or remove what is not used; it will then be retried by itself",
    example: "core limit exceeded (resource_limit_exceeded, 8df3d4a0)",
    source
  },
  {
    pattern: /\b(?:wrong|invalid or not specified) hcloud token/u,
    klass: "userAction",
    code: "HCloudCredentialsInvalid",
    advice:
      "correct the token in the Secret that the Credential names: it must be valid, and may write; it will then be retried by itself",
    example: "wrong hcloud token",
    source: "CAPH controllers/util.go, hetznercluster_controller.go"
  },
  {
    pattern: /\bno available host\b/iu,
    klass: "userAction",
    code: "NoAvailableHost",
    advice:
      "no HetznerBareMetalHost is free and fits: add or release one, give it rootDeviceHints, or correct the hostSelector; it will then be retried by itself",
    example: "no available host of 3 - 1 rootDeviceHints not set",
    source: "CAPH services/baremetal/baremetal/baremetal.go"
  },
  {
    pattern: /\((unauthorized|token_readonly)\b|unable to authenticate \(unauthorized/u,
    klass: "userAction",
    code: captured,
    advice:
      "correct the token in the Secret that the Credential names: it must be valid, and may write; it will then be retried by itself",
    example: "unable to authenticate (unauthorized, 8df3d4a0)",
    source
  },
  {
    pattern: /\((forbidden)\b/u,
    klass: "userAction",
    code: captured,
    advice: "the token may not do this: give it the right in the Hetzner project; it will then be retried by itself",
    example: "insufficient permissions (forbidden, 8df3d4a0)",
    source
  },
  {
    pattern: /\((uniqueness_error)\b|already exists and it could not be adopted automatically/u,
    klass: "userAction",
    code: "uniqueness_error",
    advice:
      "a server or network of this name is left over in the Hetzner project: remove it, or delete the Machine so that it gets another name",
    example: "server name is already used (uniqueness_error, 8df3d4a0)",
    source
  },
  {
    pattern: /no image found with name|image is ambiguous|\bimage .{1,100}\((?:not_found|deprecated)/u,
    klass: "userAction",
    code: "ImageNotFound",
    advice: "name an image in spec.config that exists once in the Hetzner project for this architecture",
    example: "no image found with name ubuntu-24.04-k8s",
    source: "CAPH services/hcloud/server/server.go"
  },
  {
    pattern: /ssh key "?([^"\s]{1,253})"? (?:is not present|not found)|SSHKeyNotFound/u,
    klass: "userAction",
    code: "SSHKeyNotFound",
    advice: (key) =>
      `upload the SSH key${key === "" ? "" : ` ${key}`} to the Hetzner project, or correct its name in spec.config; it will then be retried by itself`,
    example: 'ssh key "ops" is not present in hcloud',
    source: "CAPH services/hcloud/server/server.go"
  },
  {
    pattern: /\((invalid_input|invalid_server_type|not_found)\b/u,
    klass: "userAction",
    code: captured,
    advice: "Hetzner rejects a value: correct it in spec.config of the ClusterDeployment",
    example: "invalid input in field 'server_type' (invalid_input, 8df3d4a0)",
    source
  },
  {
    pattern:
      /\((rate_limit_exceeded|conflict|locked|server_error|service_error|maintenance|unavailable|timeout)\b|exceeded hcloud rate limit/u,
    klass: "transient",
    code: "HetznerBusy",
    advice: "Hetzner asks to wait; it will be retried by itself",
    example: "limit of 3600 requests per hour reached (rate_limit_exceeded, 8df3d4a0)",
    source
  }
]
