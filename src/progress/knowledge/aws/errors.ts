import { captured, type ErrorRow } from "../errorRow.ts"

const source = "AWS API error code, in CAPA events"

/** What AWS (EC2, ELB, EKS, IAM) and CAPA itself refuse of a request that may be made. */
export const awsErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern:
      /\b(ResourceInUseException|InvalidGroup\.Duplicate|Duplicate(?:LoadBalancerName|TargetGroupName)|EntityAlreadyExists|InvalidKeyPair\.Duplicate)\b/u,
    klass: "userAction",
    code: captured,
    advice:
      "something of this name is left over in the account: remove it if nobody needs it, or give the cluster another name; it will then be retried by itself",
    example: "ResourceInUseException: Cluster already exists with name: kcm-system_demo-cp",
    source
  },
  {
    pattern: /\b(UnsupportedAvailabilityZoneException)\b/u,
    klass: "userAction",
    code: captured,
    advice: "use subnets in another availability zone, in spec.config: the message names those that are possible",
    example:
      "UnsupportedAvailabilityZoneException: Cannot create cluster 'demo' because us-east-1e, the targeted availability zone, does not currently have sufficient capacity. Retry and choose from these availability zones: us-east-1a",
    source
  },
  {
    pattern:
      /no (?:public )?subnets available|no subnets available matching criteria|subnets matching criteria but post-filtering failed|at least 2 subnets is required|subnets in at least 2 different az's are required/u,
    klass: "userAction",
    code: "NoSubnet",
    advice:
      "use an availability zone in spec.config in which the cluster has a subnet, or add a subnet there; it will then be retried by itself",
    example: 'failed to run machine "demo-md-1", no subnets available in availability zone "us-east-2d"',
    source: "CAPA services/ec2/instances.go, services/eks/cluster.go: refused before AWS is asked"
  },
  {
    pattern:
      /\b(RequestLimitExceeded|Throttling(?:Exception)?|ThrottledException|TooManyRequestsException|BandwidthLimitExceeded)\b|\bRate exceeded\b|api error (?:InternalError|InternalFailure|ServiceUnavailable|Unavailable|RequestTimeout)\b/u,
    klass: "transient",
    code: "Throttling",
    advice: "AWS asks to slow down; it will be retried by itself",
    example:
      "operation error EC2: DescribeVpcs, https response error StatusCode: 503, RequestID: 4a2e9e7b, api error RequestLimitExceeded: Request limit exceeded.",
    source
  },
  {
    pattern: /\b(VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded)\b/u,
    klass: "userAction",
    code: captured,
    advice:
      "raise the vCPU quota in the region, or use a smaller instance type or fewer machines; it will then be retried by itself",
    example:
      "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit",
    source
  },
  {
    pattern: /\b(VpcLimitExceeded)\b|maximum number of VPCs has been reached/u,
    klass: "userAction",
    code: "VpcLimitExceeded",
    advice: "raise the VPC quota in the region or delete a VPC that is not used; it will then be retried by itself",
    example:
      "operation error EC2: CreateVpc, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error VpcLimitExceeded: The maximum number of VPCs has been reached.",
    source
  },
  {
    pattern: /\b(AddressLimitExceeded)\b|maximum number of addresses has been reached/u,
    klass: "userAction",
    code: "AddressLimitExceeded",
    advice:
      "raise the Elastic IP quota in the region or release addresses that are not used (one per NAT gateway); it will then be retried by itself",
    example:
      "operation error EC2: AllocateAddress, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error AddressLimitExceeded: The maximum number of addresses has been reached.",
    source
  },
  {
    pattern:
      /\b(\w*(?:Gateway|Group|Rules?PerSecurityGroup|Table|Interface|Volume|Snapshot|LoadBalancer|Subnet|Resource|Cluster|Nodegroup|Role|Profile|Route|Port|Router|Network|Attachment)s?LimitExceeded(?:Exception)?|TooManyLoadBalancers|TooManyTargetGroups|ServiceQuotaExceeded(?:Exception)?|LimitExceeded(?:Exception)?)\b/u,
    klass: "userAction",
    code: captured,
    advice: "raise this quota in the region or remove what is not used; it will then be retried by itself",
    example:
      "operation error EC2: CreateNatGateway, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error NatGatewayLimitExceeded: the limit is 5",
    source
  },
  {
    pattern:
      /\b(InsufficientInstanceCapacity|InsufficientHostCapacity|InsufficientCapacity|InsufficientReservedInstanceCapacity|SpotMaxPriceTooLow)\b/u,
    klass: "error",
    open: true,
    code: captured,
    advice:
      "AWS has no capacity of this instance type in the zone; it is retried by itself, or use another type, zone or region",
    example:
      "operation error EC2: RunInstances, https response error StatusCode: 500, RequestID: 4a2e9e7b, api error InsufficientInstanceCapacity: We currently do not have sufficient m5.large capacity",
    source
  },
  {
    pattern: /\b(InsufficientFreeAddressesInSubnet|InsufficientAddressCapacity)\b/u,
    klass: "userAction",
    code: captured,
    advice: "the subnet has no free addresses: use a larger or another subnet; it will then be retried by itself",
    example:
      "operation error EC2: CreateNetworkInterface, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error InsufficientFreeAddressesInSubnet: The subnet has not enough free addresses",
    source
  },
  {
    pattern:
      /\b(InvalidAMIID(?:\.\w+)?)\b|(?:no|found no|failed to find|unable to find|could not find) (?:latest )?AMIs?\b/iu,
    klass: "userAction",
    code: "InvalidAMIID",
    advice: "set an AMI that exists in the region in spec.config, or remove it so that the default is used",
    example:
      "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error InvalidAMIID.NotFound: The image id does not exist",
    source
  },
  {
    pattern:
      /cannot be assumed by principal ([\w.-]{1,100})|\bis not authorized to perform: sts:AssumeRole\b.{0,300}trust/u,
    klass: "userAction",
    code: "RoleNotTrusted",
    advice: (principal) =>
      `correct the trust policy of the IAM role: it must let ${principal === "" ? "its user" : principal} assume it; it will then be retried by itself`,
    example: "InvalidRequestException: The role provided cannot be assumed by principal eks.amazonaws.com",
    source
  },
  {
    pattern: /\bdisableApiTermination\b|\bmay not be terminated\b/u,
    klass: "userAction",
    code: "TerminationProtected",
    advice: "take the termination protection off the instance; it goes on by itself then",
    example:
      "operation error EC2: TerminateInstances, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error OperationNotPermitted: The instance 'i-1' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.",
    source
  },
  {
    pattern:
      /\b(?:Client\.)?(InvalidKMSKey(?:\.\w{1,40})?|KMSKeyNotAccessible(?:Fault)?)\b|\bKMS key\b.{0,120}\b(?:incorrect state|disabled|pending deletion|not exist|not accessible)/u,
    klass: "userAction",
    code: captured,
    advice:
      "AWS cannot use the KMS key that encrypts the instance's volumes: enable it, and let the identity and the role of the instances use it; then delete the Machine, so that it is made again",
    example:
      "Unexpected EC2 instance termination: Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
    source: "EC2, state reasons of instances"
  },
  {
    pattern: /\b(NodeCreationFailure)\b|[Ii]nstances failed to join the kubernetes cluster/u,
    klass: "error",
    code: "NodeCreationFailure",
    advice:
      "the instances run, but have not become Nodes: look at the node role's access entry, at the subnets' way to the API server and the registries, and at an instance's console",
    example: "NodeCreationFailure: Instances failed to join the kubernetes cluster: i-0a1b2c3d",
    source: "EKS node group health issues"
  },
  {
    pattern: /Invalid IAM Instance Profile|InvalidIamInstanceProfileArn/iu,
    klass: "userAction",
    code: "InvalidInstanceProfile",
    advice:
      "create the IAM instance profile in the account (clusterawsadm bootstrap iam) or name an existing one in spec.config; it will then be retried by itself",
    example:
      "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error InvalidParameterValue: Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    source
  },
  {
    pattern: /\b(InvalidKeyPair\.\w+)/u,
    klass: "userAction",
    code: captured,
    advice:
      "import the SSH key pair into the region, or correct its name in spec.config; it will then be retried by itself",
    example:
      "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error InvalidKeyPair.NotFound: The key pair 'x' does not exist",
    source
  },
  {
    pattern:
      /\b(InstanceTypeNotSupported|InvalidInstanceType)\b|api error (Unsupported):|^(Unsupported): |requested instance type \([^)]*\) is not supported/u,
    klass: "userAction",
    code: captured,
    advice: "use an instance type that exists in this zone, or another zone, in spec.config",
    example:
      "operation error EC2: RunInstances, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error Unsupported: Your requested instance type (x1) is not supported in your requested Availability Zone",
    source
  },
  {
    pattern:
      /\b(InvalidSubnet\.(?:Conflict|Range)|InvalidVpcRange|InvalidParameterException|InvalidParameterValue|InvalidParameterCombination|InvalidBlockDeviceMapping|VPCResourceNotSpecified|InvalidConfigurationRequest|InvalidRequestException)\b/u,
    klass: "userAction",
    code: captured,
    advice: "AWS rejects a value: correct it in spec.config of the ClusterDeployment",
    example:
      "operation error EC2: CreateSubnet, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error InvalidSubnet.Conflict: The CIDR '10.0.0.0/24' conflicts with another subnet",
    source
  },
  {
    pattern:
      /\b(InvalidInstanceID\.NotFound|IncorrectInstanceState|IncorrectState|InvalidInstanceState)\b|instance is not running|not in valid state|APIServer ELB not available/u,
    klass: "transient",
    code: "InstanceNotReady",
    advice: "the instance is still starting; it will be retried by itself",
    example:
      "operation error EC2: RegisterInstances, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error InvalidInstance: instance is not running",
    source: "CAPA awsmachine_controller.go; every good run shows it"
  },
  {
    pattern: /\b(DependencyViolation)\b/u,
    klass: "error",
    code: captured,
    advice:
      "something outside this cluster still uses the resource; it is retried by itself, look for load balancers, interfaces or instances in the VPC",
    example:
      "operation error EC2: DeleteVpc, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error DependencyViolation: The vpc has dependencies and cannot be deleted.",
    source
  },
  {
    pattern:
      /\b(Invalid(?:Vpc|Subnet|Group|RouteTable|Route|Allocation|NatGateway|InternetGateway|NetworkInterface)(?:I[Dd])?\.NotFound)\b/u,
    klass: "error",
    code: captured,
    advice:
      "AWS does not know this object: if spec.config names it, correct the id; if somebody has deleted it, so must be what needs it; after a creation it is retried by itself",
    example:
      "operation error EC2: CreateRoute, https response error StatusCode: 400, RequestID: 4a2e9e7b, api error InvalidRouteTableID.NotFound: The routeTable ID 'rtb-1' does not exist",
    source
  },
  {
    pattern: /\bapi error ([A-Z]\w+(?:\.\w+)*)/u,
    klass: "error",
    code: captured,
    advice: "it is retried by itself; if it goes on, mend what the message names",
    example: "api error SomethingNew.Sub: text",
    source: "smithy error of aws-sdk-go-v2"
  }
]
