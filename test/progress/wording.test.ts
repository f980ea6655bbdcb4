import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { redact } from "../../src/domain/redact/redact.ts"
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
      "OperationNotAllowed: Operation could not be completed as it results in exceeding approved standardDASv5Family Cores quota."
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
    name: "an OpenStack error",
    text: `Failed to create server demo-cp-0: Expected HTTP response code [200 202] when accessing [POST https://nova:8774/v2.1/servers], but got 403 instead: {"forbidden": {"code": 403, "message": "Quota exceeded for cores: Requested 8, but already used 16 of 20 cores"}}`,
    useful: "HTTP 403: Quota exceeded for cores: Requested 8, but already used 16 of 20 cores"
  },
  {
    name: "the mark of CAPZ",
    text: "reconcile error that cannot be recovered occurred: resource sku with name 'Standard_X' not found in location 'eastus'. Object will not be requeued",
    useful: "resource sku with name 'Standard_X' not found in location 'eastus'"
  },
  {
    name: "a chain whose deepest cause says nothing alone",
    text: "failed to reconcile x: failed to create or update resource kcm-system/demo-vnet (service: virtualnetworks): context deadline exceeded",
    useful:
      "failed to create or update resource kcm-system/demo-vnet (service: virtualnetworks): context deadline exceeded"
  },
  {
    name: "a text that was used as a format string",
    text: "chart pull error at %!A(MISSING)%!F(MISSING)%!s(MISSING)x%!(EXTRA string=y)",
    useful: "chart pull error at :/x"
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

  it("hides account numbers in resource names", () => {
    assert.strictEqual(redact("arn:aws:iam::123456789012:user/capa"), "arn:aws:iam::<account>:user/capa")
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
