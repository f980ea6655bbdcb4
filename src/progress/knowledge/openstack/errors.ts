import type { ErrorRow } from "../errorRow.ts"

const source = "gophercloud error, in CAPO events and conditions"

/** Errors of OpenStack services (Nova, Neutron, Cinder, Keystone, Octavia). */
export const openstackErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /\b(FloatingIPPortAlreadyAssociated|FloatingIpAlreadyAssociated)\b|fixed IP already has a floating IP/u,
    klass: "userAction",
    code: "FloatingIPConflict",
    advice:
      "the port has a floating IP already: release the one that is left over in OpenStack, or name it in spec.config; it will then be retried by itself",
    example:
      '{"NeutronError": {"type": "FloatingIPPortAlreadyAssociated", "message": "Cannot associate floating IP, as that fixed IP already has a floating IP on external network x."}}',
    source: "Neutron, through CAPO services/networking/floatingip.go"
  },
  {
    pattern:
      /[Qq]uota (?:exceeded|has been met) for (?:resources: )?\[?'?(router|network|subnet|port|security_group(?:_rule)?|floatingip|load_?balancer)\b/u,
    klass: "userAction",
    code: "QuotaExceeded",
    advice: (what) =>
      `raise the quota of the OpenStack project for ${what}, or remove what is left over of earlier clusters; it will then be retried by itself`,
    example: `got 409 instead: {"NeutronError": {"type": "OverQuota", "message": "Quota exceeded for resources: ['router']."}}`,
    source: "Neutron and Octavia, through CAPO"
  },
  {
    pattern:
      /Quota exceeded\b|Quota has been met for resources|\bOverQuota\b|\bquota exceeded for (?:instances|cores|ram|volumes|ports?|floatingip)/iu,
    klass: "userAction",
    code: "QuotaExceeded",
    advice:
      "raise the quota of the OpenStack project that the message names, or use a smaller flavor or fewer machines; it will then be retried by itself",
    example:
      'Failed to create server x: Expected HTTP response code [200 202] when accessing [POST https://nova/v2.1/servers], but got 403 instead: {"forbidden": {"code": 403, "message": "Quota exceeded for cores"}}',
    source
  },
  {
    pattern: /No valid host was found/u,
    klass: "userAction",
    code: "NoValidHost",
    advice:
      "no hypervisor can take this flavor: use another flavor or availability zone, or free capacity; delete the failed Machine so that it is tried again",
    example: "No valid host was found. There are not enough hosts available.",
    source: "Nova scheduler, through CAPO"
  },
  {
    pattern:
      /No more IP addresses available|\bIpAddressGenerationFailure\b|\bExternalIpAddressExhausted\b|no free floating ips?/iu,
    klass: "userAction",
    code: "AddressesExhausted",
    advice:
      "the network has no free addresses: use another network or release floating IPs; it will then be retried by itself",
    example:
      'Failed to create server x: Expected HTTP response code [200 202] when accessing [POST https://nova/v2.1/servers], but got 409 instead: {"NeutronError": {"type": "IpAddressGenerationFailure", "message": "No more IP addresses available on network x"}}',
    source
  },
  {
    pattern:
      /The request you have made requires authentication|(?<!password )Authentication failed|\bUnable to authenticate\b|You must provide a password|got 401 instead|Could not find token|application credential\b.{0,300}(?:expired|not found|could not be found)/iu,
    klass: "userAction",
    code: "AuthenticationFailed",
    advice: "correct clouds.yaml in the secret that the Credential names; it will then be retried by itself",
    example:
      'Failed to create server x: Expected HTTP response code [200 202] when accessing [POST https://nova/v2.1/servers], but got 401 instead: {"error": {"message": "The request you have made requires authentication."}}',
    source
  },
  {
    pattern: /Policy doesn't allow|disallowed by policy|got 403 instead/u,
    klass: "userAction",
    code: "Forbidden",
    advice:
      "grant the OpenStack user of the Credential the missing role in the project; it will then be retried by itself",
    example:
      'Failed to create server x: Expected HTTP response code [200 202] when accessing [POST https://nova/v2.1/servers], but got 403 instead: {"forbidden": {"message": "Policy doesn\'t allow os_compute_api:servers:create to be performed."}}',
    source
  },
  {
    pattern:
      /(?:no|too many) images were found|no subnet match was found|external network not found|no server group with name|security group \S+ not found|(?:Flavor|Image|Network|Subnet|Port) \S+ could not be found|Can not find requested image|Invalid key_name|[Uu]nable to find (?:image|flavor|network)\b|no (?:flavor|network|subnet)s? (?:with|were found|found|named|matching)/u,
    klass: "userAction",
    code: "ReferenceNotFound",
    advice: "correct the image, flavor, network or key name in spec.config",
    example: "no images were found with the given image filter: name=ubuntu, tags=[]",
    source
  },
  {
    pattern:
      /(?:flavor|Flavor)'s (?:disk|memory) is too small|Multiple (?:images|networks|subnets|flavors|possible networks) (?:match|found)/u,
    klass: "userAction",
    code: "InvalidFlavorOrImage",
    advice: "use a larger flavor, or name the object by its id, in spec.config",
    example:
      'Failed to create server x: Expected HTTP response code [200 202] when accessing [POST https://nova/v2.1/servers], but got 400 instead: {"badRequest": {"message": "Flavor\'s disk is too small for requested image."}}',
    source
  },
  {
    pattern:
      /\b((?:Router|RouterInterface|Subnet|Network|Port|SecurityGroup|FloatingIP)InUse\w{0,40})\b|\bports have an IP allocation from this subnet\b|\brequired by one or more floating IPs\b|\bports still in use on the network\b/u,
    klass: "error",
    open: true,
    code: (word) => (word === "" ? "StillInUse" : word),
    advice:
      "what stays in OpenStack still uses it: delete the floating IPs, ports and load balancers that workloads made there; it goes on by itself then",
    example:
      'Failed to delete router r with id 1: got 409 instead: {"NeutronError": {"type": "RouterInterfaceInUseByFloatingIP", "message": "Router interface cannot be deleted, as it is required by one or more floating IPs."}}',
    source: "Neutron neutron_lib/exceptions"
  },
  {
    pattern:
      /[Ii]nstance (?:is in|state(?: is|")?) ?"?error\b|InstanceStateError|server .{0,300} (?:is in|entered|went to) (?:an? )?error state/iu,
    klass: "error",
    code: "InstanceStateError",
    advice:
      "Nova could not start the server: look at its fault in OpenStack; delete the Machine so that it is tried again",
    example: 'instance state is "ERROR"',
    source: "CAPO openstackmachine_controller.go"
  },
  {
    pattern: /Expected HTTP response code \[[\d ]*\] when accessing \[[^\]]*\], but got (4(?!04|09|29)\d\d) instead/u,
    klass: "error",
    code: (word) => `HTTP${word}`,
    advice: "it is retried by itself; if it goes on, mend what the message names",
    example:
      "Failed to create server x: Expected HTTP response code [200 202] when accessing [POST https://nova/v2.1/servers], but got 400 instead: bad",
    source
  }
]
