import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { redact } from "../../src/domain/redact/redact.ts"
import { controllers } from "../../src/progress/knowledge/controllers.ts"
import { envelopes, formatDamage } from "../../src/progress/text/envelopes.ts"
import { litter } from "../../src/progress/text/litter.ts"
import type { Replacement, Step } from "../../src/progress/text/steps.ts"
import { usefulPart } from "../../src/progress/text/wording.ts"

interface Row {
  readonly name: string
  readonly text: string
  readonly useful: string
}

const rows: ReadonlyArray<Row> = [
  {
    name: "an AWS error of SDK v2",
    text: "failed to create VPC: operation error EC2: CreateVpc, https response error StatusCode: 400, RequestID: b793a837-c3f5-4f19-9465-0fb47eb7284d, api error VpcLimitExceeded: The maximum number of VPCs has been reached.",
    useful: "VpcLimitExceeded: The maximum number of VPCs has been reached."
  },
  {
    name: "an AWS error of SDK v1",
    text: "failed to create AWSMachine instance: failed to run instance: InvalidAMIID.NotFound: The image id '[ami-1]' does not exist\n\tstatus code: 400, request id: b793a837-c3f5-4f19-9465-0fb47eb7284d",
    useful: "InvalidAMIID.NotFound: The image id '[ami-1]' does not exist"
  },
  {
    name: "an Azure error with its JSON body",
    text: `failed to reconcile AzureMachine: failed to create or update resource demo/demo-cp-0 (service: virtualmachine): PUT https://management.azure.com/subscriptions/a20fed83-96bd-4480-92a9-140b8e3b7c3a/resourceGroups/demo/providers/Microsoft.Compute/virtualMachines/demo-cp-0
--------------------------------------------------------------------------------
RESPONSE 409: 409 Conflict
ERROR CODE: OperationNotAllowed
--------------------------------------------------------------------------------
{
  "error": {
    "code": "OperationNotAllowed",
    "message": "Operation could not be completed as it results in exceeding approved standardDASv5Family Cores quota. Submit a request for Quota increase at https://aka.ms/ProdportalCRP/#blade."
  }
}`,
    useful:
      "virtualmachine demo-cp-0: OperationNotAllowed: Operation could not be completed as it results in exceeding approved standardDASv5Family Cores quota."
  },
  {
    name: "an Entra ID error inside adal's envelope",
    text: `failed to reconcile cluster services: StatusCode=401 -- Original Error: adal: Refresh request failed. Status Code = '401'. Response body: {"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.\\r\\nTrace ID: 6bad8289-db4a-49da-8609-0848d8d71700\\r\\nTimestamp: 2023-02-20 07:21:29Z","error_codes":[7000215]}`,
    useful: "AADSTS7000215: Invalid client secret provided."
  },
  {
    name: "the details of an Azure deployment rather than its outer message",
    text: `Code="InvalidTemplateDeployment" Message="The template deployment is not valid." Details=[{"code":"QuotaExceeded","message":"Operation results in exceeding quota limits of Core."}]`,
    useful: "QuotaExceeded: Operation results in exceeding quota limits of Core."
  },
  {
    name: "a Google error",
    text: "Reconcile error - googleapi: Error 403: Required 'compute.networks.create' permission for 'projects/my-proj/global/networks/default', forbidden",
    useful: "Required 'compute.networks.create' permission for 'default', forbidden"
  },
  {
    name: "what timed out, once, however often it was wrapped",
    text: "error waiting for agent: error waiting for agent: the operation has timed out",
    useful: "error waiting for agent: the operation has timed out"
  },
  {
    name: "the name in JSON that has no sentence",
    text: `failed to create or update resource ops/x (service: group): reason: RequestDisallowedByPolicy, message: Resource 'x' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"Allowed locations"},"policyDefinition":{"name":"Allowed locations"}}]'.`,
    useful:
      "group x: RequestDisallowedByPolicy: Resource 'x' was disallowed by policy. Policy identifiers: 'Allowed locations'."
  },
  {
    name: "the zone and the way out, rather than what says nothing",
    text: "api error InsufficientInstanceCapacity: We currently do not have sufficient p4d.24xlarge capacity in the Availability Zone you requested (us-west-2c). Our system will be working on provisioning additional capacity. You can currently get p4d.24xlarge capacity by not specifying an Availability Zone in your request or choosing us-west-2a, us-west-2b.",
    useful:
      "InsufficientInstanceCapacity: We currently do not have sufficient p4d.24xlarge capacity in the Availability Zone you requested (us-west-2c). You can currently get p4d.24xlarge capacity by not specifying an Availability Zone in your request or choosing us-west-2a, us-west-2b."
  },
  {
    name: "the link that enables an API",
    text: "Reconcile error - googleapi: Error 403: Compute Engine API has not been used in project 482913305718 before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/compute.googleapis.com/overview?project=482913305718 then retry. If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry., accessNotConfigured",
    useful:
      "Compute Engine API has not been used in project <account-3da8> before or it is disabled. Enable it by visiting https://console.developers.google.com/apis/api/compute.googleapis.com/overview then retry, accessNotConfigured"
  },
  {
    name: "Google's details without a sentence",
    text: `googleapi: Error 403: Quota 'CPUS_ALL_REGIONS' exceeded.  Limit: 12.0 globally.\nMore details:\n[\n  {\n    "@type": "type.googleapis.com/google.rpc.ErrorInfo"\n  }\n], quotaExceeded`,
    useful: "Quota 'CPUS_ALL_REGIONS' exceeded. Limit: 12.0 globally, quotaExceeded"
  },
  {
    name: "an OpenStack error",
    text: `Failed to create server demo-cp-0: Expected HTTP response code [200 202] when accessing [POST https://nova:8774/v2.1/servers], but got 403 instead: {"forbidden": {"code": 403, "message": "Quota exceeded for cores: Requested 8, but already used 16 of 20 cores"}}`,
    useful:
      "Failed to create server demo-cp-0: HTTP 403: Quota exceeded for cores: Requested 8, but already used 16 of 20 cores"
  },
  {
    name: "the mark of CAPZ",
    text: "reconcile error that cannot be recovered occurred: resource sku with name 'Standard_X' not found in location 'eastus'. Object will not be requeued",
    useful: "resource sku with name 'Standard_X' not found in location 'eastus'"
  },
  {
    name: "a chain whose deepest cause says nothing alone",
    text: "failed to reconcile x: failed to create or update resource kcm-system/demo-vnet (service: virtualnetworks): context deadline exceeded",
    useful: "virtualnetworks demo-vnet: context deadline exceeded"
  },
  {
    name: "a text that was used as a format string",
    text: "chart pull error at %!A(MISSING)%!F(MISSING)%!s(MISSING)x%!(EXTRA string=y)",
    useful: "chart pull error at :/x"
  },
  {
    name: "a refusal whose wrapper holds the fact",
    text: "cannot reserve 17179869184B of memory on node pve6: 11246551040B available memory left",
    useful: "cannot reserve 17179869184B of memory on node pve6: 11246551040B available memory left"
  },
  {
    name: "a server that cannot be had there, with its place and type, without the id of the try",
    text: 'failed to create HCloud server "demo-cp-x" in "nbg1" (type "cx32"): server location disabled (resource_unavailable, 8df3d4a02ed0770d42deaaa585873d74)',
    useful:
      'failed to create HCloud server "demo-cp-x" in "nbg1" (type "cx32"): server location disabled (resource_unavailable)'
  },
  {
    name: "a wrapper whose names the cause repeats",
    text: 'failed to get Secret team-a/key: secrets "key" not found',
    useful: 'secrets "key" not found'
  },
  {
    name: "a denial by a policy, whose policy comes last",
    text: "Failed to create instance: failed to run instance: operation error EC2: RunInstances, https response error StatusCode: 403, RequestID: ca49b57e-22b4-444d-a348-3a456d70956e, api error UnauthorizedOperation: You are not authorized to perform this operation. User: arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane.doe@example.com is not authorized to perform: ec2:RunInstances on resource: arn:aws:ec2:us-east-2:111122223333:instance/* with an explicit deny in a service control policy. Encoded authorization failure message: g4oZPBqZ4Bni8dE5dGjxYTnOZrTqLbW2cD9eF7gH1jK3",
    useful:
      "UnauthorizedOperation: User: assumed-role/AWSReservedSSO_Admin_0123456789abcdef/<user> is not authorized to perform: ec2:RunInstances on resource: instance/* with an explicit deny in a service control policy."
  },
  {
    name: "what has to be accepted, with the whole way there",
    text: "api error OptInRequired: In order to use this AWS Marketplace product you need to accept terms and subscribe. To do so please visit https://aws.amazon.com/marketplace/pp?sku=aw0evgkw8e5c1q413zgy5pjce",
    useful:
      "OptInRequired: In order to use this AWS Marketplace product you need to accept terms and subscribe. To do so please visit https://aws.amazon.com/marketplace/pp?sku=aw0evgkw8e5c1q413zgy5pjce"
  },
  {
    name: "a link without its query",
    text: "field is immutable, look at https://cluster-api.sigs.k8s.io/tasks/change.html?sig=abcdef#top",
    useful: "field is immutable, look at https://cluster-api.sigs.k8s.io/tasks/change.html"
  },
  {
    name: "a refusal of Helm 4: the last clause",
    text: 'Helm install failed for release kcm-system/demo with chart x@1.0.0: server-side apply failed for object kcm-system/demo cluster.x-k8s.io/v1beta2, Kind=Cluster: admission webhook "validation.cluster.cluster.x-k8s.io" denied the request: Cluster.cluster.x-k8s.io "demo" is invalid: spec.version: Forbidden: cannot update Kubernetes version from v1.20.0 to v1.33.2\n\nLast Helm logs:\n\n2026-11-26T02:01:02Z: creating resource(s)',
    useful: "Cluster demo: spec.version: Forbidden: cannot update Kubernetes version from v1.20.0 to v1.33.2"
  },
  {
    name: "a certificate that has expired",
    text: "tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time 2026-11-10T02:00:02Z is after 2026-11-09T03:35:12Z",
    useful: "tls: failed to verify certificate: x509: certificate has expired or is not yet valid"
  },
  {
    name: "a release that was taken away again",
    text: "release demo failed, and has been uninstalled due to rollback-on-failure being set: context deadline exceeded",
    useful: "context deadline exceeded"
  },
  {
    name: "a long text: its beginning, and what it ends with",
    text: `Cannot create cluster 'lotus' because us-east-1e, the targeted availability zone, does not currently have sufficient capacity, and because of ${"many other things, ".repeat(12)}so wait. Retry and choose from these availability zones: us-east-1a, us-east-1b, us-east-1c`,
    useful:
      "Cannot create cluster 'lotus' because us-east-1e, the targeted availability zone, does not currently have sufficient capacity, and because of many other things, many other things, many other things, many other… Retry and choose from these availability zones: us-east-1a, us-east-1b, us-east-1c"
  },
  { name: "combined events", text: "(combined from similar events): Failed to attach", useful: "Failed to attach" },
  { name: "an empty text", text: "", useful: "" }
]

describe("the useful part", () => {
  for (const row of rows) it(`of ${row.name}`, () => assert.strictEqual(usefulPart(row.text), row.useful))

  it("is cut at a word where it is too long", () => {
    assert.strictEqual(usefulPart("the quick brown fox jumps over the lazy dog", 20), "the quick brown…")
    assert.strictEqual(usefulPart("abc", 1), "a")
  })
})

const secrets = [
  "AKIAIOSFODNN7EXAMPLE",
  "ASIAY34FZKBOKMUTVV7A",
  "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ",
  "wJalrXUtnFEMI7K7MDENGbPxRfiCYzzzzzzzzzzz",
  "abc8Q~Xyz_Secret.Value-With~Parts1234567890",
  "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
  "H4sIAAAAAAAC/2xUUW/iOBB+51dY6ku3EkuWXhGnSzhb5CDJ",
  "4994bf43-12d2-4704-bcb1-8ea0095687a5",
  "cfc34894651f4035a09f623a926af2d9",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----"
]
const carriers = ["hunter2-S3cret", "p4ss/w0rd+x", "short"]
const shapes: ReadonlyArray<(secret: string) => string> = [
  (secret) => `password=${secret}`,
  (secret) => `password: ${secret}`,
  (secret) => `"clientSecret": "${secret}"`,
  (secret) => `\\"client_secret\\":\\"${secret}\\"`,
  (secret) => `https://admin:${secret}@registry.example.com/v2/`,
  (secret) => `AccountKey=${secret};EndpointSuffix=core.windows.net`,
  (secret) => `https://x.blob.core.windows.net/c?sv=2022&sig=${secret}&se=2030`,
  (secret) => `client-key-data: ${secret}`,
  (secret) => `Authorization: Bearer ${secret}`,
  (secret) => `--token ${secret}`,
  (secret) => `aws_secret_access_key = ${secret}`
]

describe("redaction", () => {
  it("hides what has the shape of a secret, wherever it stands", () => {
    for (const secret of secrets) {
      for (const text of [secret, `key ${secret} is bad`, `("${secret}")`, `x:${secret}.`]) {
        assert.notInclude(redact(text), secret.slice(-12), text)
        assert.notInclude(usefulPart(text), secret.slice(-12), text)
      }
    }
  })

  it("hides whatever is assigned to the name of a secret", () => {
    for (const shape of shapes) {
      for (const secret of carriers) {
        const text = `failed to log in with ${shape(secret)} at the endpoint`
        assert.notInclude(redact(text), secret, text)
        assert.notInclude(usefulPart(text), secret, text)
      }
    }
  })

  it("leaves the words of an error alone", () => {
    for (const text of [
      'failed to get secret: Secret "azure-cred" not found',
      "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value",
      "Basic authentication is disabled",
      "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
      "Created new node instance i-0aec721cd15673df3 in subnet-0123456789abcdef0",
      "AzureASOManagedControlPlane status.initialization.controlPlaneInitialized is false",
      "image registry.example.com/x@sha256:5d2e42d555d24bb1a60d20eb03ae7e288f4347cad6a68c5428d00598c5816678"
    ]) {
      assert.strictEqual(redact(text), text)
    }
  })

  it("hides account numbers in resource names, and calls each the same everywhere", () => {
    assert.match(redact("arn:aws:iam::123456789012:user/capa"), /^arn:aws:iam::<account-3d47>:user\/<user>$/u)
    const [caller, repository, other] = redact(
      "User: arn:aws:iam::123456789012:user/capa may not read 123456789012.dkr.ecr.us-east-1.amazonaws.com/x of 123456789013"
    ).match(/<account-\w+>/gu) ?? [""]
    assert.strictEqual(caller, repository)
    assert.notStrictEqual(caller, other)
  })
})

const Fragment = Schema.Literals([
  ...rows.map((row) => row.text),
  ...secrets,
  ...shapes.map((shape) => shape("S3cret-v4lue")),
  "failed to ",
  ": ",
  "\n* ",
  "(service: x)",
  "{",
  '"message": "',
  '"}',
  "/subscriptions/x/y",
  "https://a.b/c?d=e",
  "2026-01-01T00:00:00Z",
  "…"
])
const Text = Schema.Struct({
  parts: Schema.Array(Schema.Union([Fragment, Schema.String])).check(Schema.isMaxLength(6)),
  between: Schema.Literals([" ", ", ", "\n", "; ", ": ", "\n* "]),
  max: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 300 }))
})

it.prop(
  "whatever the text: the useful part is stable, short, on one line and without secrets",
  { input: Text },
  ({ input }) => {
    const text = input.parts.join(input.between)
    const useful = usefulPart(text, input.max)
    assert.isAtMost(useful.length, input.max)
    assert.strictEqual(usefulPart(useful, input.max), useful)
    assert.notMatch(useful, /[\r\n]/u)
    assert.notInclude(useful, "S3cret-v4lue")
    assert.notInclude(useful, "AKIAIOSFODNN7")
    const once = redact(text)
    assert.strictEqual(redact(once), once)
  },
  { arbitrary: { runs: 1000 } }
)

const isReplacement = (step: Step): step is Replacement => typeof step !== "function"
const needy = [...formatDamage, ...envelopes, ...litter]
  .filter(isReplacement)
  .filter(({ needs }) => needs !== undefined)
/** What no row of the tables shows. */
const seldom = [
  "100%!C(MISSING) and 5%!(NOVERB)",
  "(combined from similar events): it failed.; and again",
  "VirtualNetwork failed to create or update. err: VirtualNetwork is taken",
  "Subnet failed to delete. err: it is in use. Last Helm logs: a, b",
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template' are forbidden",
  'the quota is used up: More details:[ { "reason": "x" } ]',
  "rpc error: code = Unavailable desc = transport is closing",
  "Additional details - Deployment Model: Resource Manager, Location: westeurope. Setup Alerts when Quota reaches threshold.",
  "0/3 nodes are available. preemption: 0/3 nodes are available: 3 No victims found.",
  "cannot read &{Name:a Port:0xc000123456}; it is gone",
  "a lowercase RFC 1123 label must consist of lower case characters",
  "a word , and another ;",
  'not allowed (request "<id>"), <id>, [redacted].'
]
const known = [
  ...seldom,
  ...rows.map(({ text }) => text),
  ...controllers.flatMap(({ errors = [] }) => errors.map(({ example }) => example))
]

it("every step that needs a word finds something somewhere", () => {
  for (const { pattern } of needy)
    assert.isTrue(
      known.some((text) => text.search(pattern) !== -1),
      String(pattern)
    )
})

const Damaged = Schema.Struct({
  text: Schema.Literals(known),
  other: Schema.Literals(known),
  from: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 200 })),
  length: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 }))
})
it.prop(
  "a text that lacks what a step needs has nothing that the step would find",
  { damaged: Damaged },
  ({ damaged: { from, length, other, text } }) => {
    const whole = `${text.slice(0, from)}${text.slice(from + length)} ${other}`
    for (const { needs = [], pattern, replacement } of needy) {
      if (needs.some((part) => whole.includes(part))) continue
      assert.strictEqual(whole.replace(pattern, replacement), whole, String(pattern))
    }
  },
  { arbitrary: { runs: 1000 } }
)

const Verb = Schema.Literals([
  "failed to create",
  "cannot reserve",
  "unable to find",
  "could not attach",
  "error updating"
])
const Value = Schema.Literals(['"demo-cp-0"', "17179869184B", "'ubuntu 22'", "pve6", "team-a/demo-vnet", "cx32"])
const Cause = Schema.Literals([
  "11246551040B available memory left",
  "server location disabled",
  "the quota of the project is used up",
  "connection refused by the other side"
])
it.prop(
  "no name and no number of a wrapper is lost where there is room for it",
  { verbs: Schema.Array(Schema.Struct({ verb: Verb, value: Value })).check(Schema.isMaxLength(4)), cause: Cause },
  ({ verbs, cause }) => {
    const useful = usefulPart([...verbs.map(({ verb, value }) => `${verb} ${value}`), cause].join(": "))
    for (const { value } of verbs) assert.include(useful, value)
    assert.include(useful, cause)
  }
)

it.prop(
  "a text that is too long keeps what it ends with",
  { filler: Schema.Int.check(Schema.isBetween({ minimum: 10, maximum: 200 })), cause: Cause },
  ({ filler, cause }) => {
    const useful = usefulPart(`It went wrong: ${"and wrong again, ".repeat(filler)}in the end: ${cause}`)
    assert.match(useful, /^It went wrong/u)
    assert.isTrue(useful.endsWith(cause), useful)
  }
)
