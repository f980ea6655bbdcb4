import { captured, type ErrorRow } from "../errorRow.ts"

const credentials =
  "correct the access keys or role in the secret that the Credential's AWS identity names; it will then be retried by itself"
const permission =
  "grant the missing permission to the AWS identity that the Credential names; it will then be retried by itself"
const source = "AWS API error code, in CAPA events"

/** Who may what in AWS: credentials, permissions, policies, terms. Only events carry these (field guide e). */
export const awsAccessErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /with an explicit deny in an? ([\w-]{1,40} (?:[\w-]{1,40} )?(?:policy|boundary))/u,
    klass: "userAction",
    code: "ExplicitDeny",
    advice: (policy) => `the ${policy} denies it: change it there; no grant to the identity lifts an explicit deny`,
    example:
      "User: arn:aws:iam::123456789012:user/capa is not authorized to perform: ec2:RunInstances on resource: x with an explicit deny in a service control policy",
    source: "AWS IAM, evaluation of policies"
  },
  {
    pattern: /\b(OptInRequired)\b|accept (?:the )?terms and subscribe/u,
    klass: "userAction",
    code: "OptInRequired",
    advice:
      "accept the terms of the product, or subscribe to it, with the account that the Credential names, or use another image; it will then be retried by itself",
    example:
      "api error OptInRequired: In order to use this AWS Marketplace product you need to accept terms and subscribe.",
    source
  },
  {
    pattern:
      /\b(PendingVerification)\b|is being verified|we (?:are )?validat\w+ (?:the )?(?:additional )?(?:requests|your account)/iu,
    klass: "transient",
    code: "PendingVerification",
    advice:
      "AWS verifies the account for this region, which takes as long as the message says; it goes on by itself then",
    example:
      "api error PendingVerification: Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete.",
    source
  },
  {
    pattern: /is not authorized to perform:? (?<![\w:])([a-z0-9-]+:\w+)/u,
    klass: "userAction",
    code: "AccessDenied",
    advice: (word) => `grant ${word} to the AWS identity that the Credential names; it will then be retried by itself`,
    example: "User: arn:aws:iam::123456789012:user/capa is not authorized to perform: ec2:RunInstances on resource: x",
    source
  },
  {
    pattern:
      /\b(AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken(?:Exception)?|NoCredentialProviders|UnrecognizedClientException|InvalidAccessKeyId|InvalidIdentityToken|IncompleteSignature|RequestExpired)\b/u,
    klass: "userAction",
    code: captured,
    advice: credentials,
    example: "failed to query ec2 for VPCs: AuthFailure: AWS was not able to validate the provided access credentials",
    source
  },
  {
    pattern:
      /failed to refresh cached credentials|no EC2 IMDS role found|failed to retrieve credentials|static credentials are empty/iu,
    klass: "userAction",
    code: "NoCredentials",
    advice: credentials,
    example: "get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found",
    source: "aws-sdk-go-v2 credential chain"
  },
  {
    pattern: /\b(UnauthorizedOperation|AccessDenied(?:Exception)?|UnauthorizedException)\b/u,
    klass: "userAction",
    code: captured,
    advice: permission,
    example:
      "operation error EC2: RunInstances, https response error StatusCode: 403, RequestID: 4a2e9e7b, api error UnauthorizedOperation: You are not authorized to perform this operation.",
    source
  },
  {
    pattern: /failed with a credentials or permission issue/u,
    klass: "userAction",
    code: "CredentialsOrPermission",
    advice: credentials,
    example: "Operation DescribeVpcs failed with a credentials or permission issue: no",
    source: "CAPA pkg/cloud/metrics/metrics.go"
  }
]
