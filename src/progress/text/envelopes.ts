import { unwrapAutorest, unwrapEntra, unwrapResponse } from "./apiErrors.ts"
import { anyCase, type Step } from "./steps.ts"

// Go writes this where an error text with an escaped URL was used as a format string (field guide a.2).
export const formatDamage: ReadonlyArray<Step> = [
  { needs: ["%!"], pattern: /%!F\(MISSING\)/gu, replacement: "/" },
  { needs: ["%!"], pattern: /%!A\(MISSING\)/gu, replacement: ":" },
  { needs: ["%!"], pattern: /%!C\(MISSING\)/gu, replacement: "," },
  { needs: ["%!"], pattern: /%!\(NOVERB\)/gu, replacement: "%" },
  { needs: ["%!"], pattern: /%!\(EXTRA [^)]*\)?/gu, replacement: "" },
  { needs: ["%!"], pattern: /%!.?\(MISSING\)/gu, replacement: "" }
]

// The envelopes that clouds and their SDKs put around a sentence. Source: what each SDK's error type prints.
export const envelopes: ReadonlyArray<Step> = [
  { needs: ["(combined from"], pattern: /^\(combined from similar events\): /u, replacement: "" },
  // smithy (aws-sdk-go-v2)
  {
    needs: ["operation error "],
    pattern:
      /operation error [^:]{1,60}: \w+, (?:exceeded maximum number of attempts, \d+, )?(?:https response error )?(?:StatusCode: \d+, )?(?:RequestID: [^,\s]*, )?(?:HostID: [^,\s]*, )?(?:api error )?/gu,
    replacement: ""
  },
  {
    needs: ["https response error "],
    pattern: /https response error StatusCode: \d+, RequestID: [^,\s]*,? ?(?:HostID: [^,\s]*, )?/gu,
    replacement: ""
  },
  { needs: ["api error "], pattern: /\bapi error (?=\w)/gu, replacement: "" },
  // aws-sdk-go v1
  {
    needs: anyCase("id").map((id) => `${id}: `),
    pattern: /[\s,;]{0,4}status code: \d{1,3}, request id: [^\s,]*(?:, host id: [^\s,]*)?/giu,
    replacement: ""
  },
  // azcore.ResponseError and azidentity
  unwrapEntra,
  unwrapResponse,
  unwrapAutorest,
  // CAPZ
  {
    needs: [" (service: "],
    pattern: /\b[Ff]ailed to (?:create or update|delete) resource [^\s/]{1,63}\/(\S{1,253}) \(service: (\w{1,63})\)/gu,
    replacement: "$2 $1"
  },
  // azure-service-operator, in a condition
  { needs: ["reason: "], pattern: /\breason: (\w{3,80}), message: /gu, replacement: "$1: " },
  { needs: [" Object will "], pattern: /\.? Object will (?:not )?be requeued(?: after \S+)?/gu, replacement: "" },
  {
    needs: [". err: "],
    pattern: /\b(\w{1,63}) failed to (?:create or update|delete)\. err: (?=\1 )/gu,
    replacement: ""
  },
  { needs: [". err: "], pattern: /\b(\w{1,63}) failed to (?:create or update|delete)\. err: /gu, replacement: "$1: " },
  // Helm: what it undid, what it logged, and which object of the chart it was about
  {
    needs: ["release "],
    pattern: /\brelease \S{1,253} failed, and has been [\w ]{1,40} due to [\w-]{1,40} being set: /gu,
    replacement: ""
  },
  { needs: ["Last Helm logs:"], pattern: /\s?\bLast Helm logs:.*/gsu, replacement: "" },
  {
    needs: ["resource mapping not found"],
    pattern: /\bresource mapping not found for name: "([^"]{0,253})" namespace: "[^"]{0,63}" from "[^"]{0,253}": /gu,
    replacement: "$1: "
  },
  {
    needs: ["invalid ownership metadata"],
    pattern: /(?<=cannot be imported into the current release): invalid ownership metadata\b.*/gsu,
    replacement: ""
  },
  // Kubernetes names every field that may be changed
  {
    needs: ["updates to statefulset spec"],
    pattern: /(?<=updates to statefulset spec) for fields other than '\w{1,40}'(?:(?:,| and|, and) '\w{1,40}'){2,20}/gu,
    replacement: ", but for a few fields,"
  },
  // google-api-go-client and gRPC
  { needs: ["Reconcile error - "], pattern: /Reconcile error - /gu, replacement: "" },
  {
    needs: ["googleapi: "],
    pattern: /googleapi: (?:got HTTP response code|Error) \d+(?: with body)?: /gu,
    replacement: ""
  },
  {
    needs: ["etails:"],
    pattern: /\s?\b(?:More d|D)etails:\s{0,4}\[\s{0,9}\{(?:(?!etails:).)*\}\s{0,9}\](?=,|$)/gsu,
    replacement: ""
  },
  { needs: ["rpc error: "], pattern: /rpc error: code = (\w+) desc = /gu, replacement: "$1: " },
  // gophercloud
  {
    needs: ["Expected HTTP response code "],
    pattern: /Expected HTTP response code \[[\d ]*\] when accessing \[[^\]]*\], but got (\d+) instead(?:: |\b)/gu,
    replacement: "HTTP $1: "
  },
  {
    needs: ["://"],
    pattern: /https?:\/\/[^\s"'/]{1,100}(?:\/[^\s"'/]{0,60}){0,6}?\/(?:subscriptions|projects)\//gu,
    replacement: "/projects/"
  }
]
