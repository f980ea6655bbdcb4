import { redact } from "../../domain/redact/redact.ts"

const defaultMax = 240
// A condition's message may have 32 KB; what is not said in the first few is not said at all.
export const longestText = 8192

interface Step {
  readonly pattern: RegExp
  readonly replacement: string
}

// Go writes this where an error text with an escaped URL was used as a format string (field guide a.2).
const formatDamage: ReadonlyArray<Step> = [
  { pattern: /%!F\(MISSING\)/gu, replacement: "/" },
  { pattern: /%!A\(MISSING\)/gu, replacement: ":" },
  { pattern: /%!C\(MISSING\)/gu, replacement: "," },
  { pattern: /%!\(NOVERB\)/gu, replacement: "%" },
  { pattern: /%!\(EXTRA [^)]*\)?/gu, replacement: "" },
  { pattern: /%!.?\(MISSING\)/gu, replacement: "" }
]

// The envelopes that clouds and their SDKs put around a sentence. Source: what each SDK's error type prints.
const envelopes: ReadonlyArray<Step> = [
  { pattern: /^\(combined from similar events\): /u, replacement: "" },
  // smithy (aws-sdk-go-v2)
  {
    pattern:
      /operation error [^:]{1,60}: \w+, (?:exceeded maximum number of attempts, \d+, )?(?:https response error )?(?:StatusCode: \d+, )?(?:RequestID: [^,\s]*, )?(?:HostID: [^,\s]*, )?(?:api error )?/gu,
    replacement: ""
  },
  { pattern: /https response error StatusCode: \d+, RequestID: [^,\s]*,? ?(?:HostID: [^,\s]*, )?/gu, replacement: "" },
  { pattern: /\bapi error (?=\w)/gu, replacement: "" },
  // aws-sdk-go v1
  { pattern: /[\s,;]*status code: \d+, request id: [^\s,]*(?:, host id: [^\s,]*)?/giu, replacement: "" },
  // azcore.ResponseError and azidentity
  { pattern: /.*?(AADSTS\d+: .*?)(?:\s*(?:Trace ID|Correlation ID|Timestamp):.*|\\?"\s*,.*|$)/gu, replacement: "$1" },
  {
    pattern: /(?:(?:(?:GET|PUT|POST|PATCH|DELETE|HEAD) \S+ )?-*\s*RESPONSE \d+:? .*?)?ERROR CODE: (\w+)[\s-]*(\{.*)?/gu,
    replacement: "$1: $2"
  },
  // go-autorest; what follows may hold the details
  { pattern: /.*\bCode="([^"]+)" Message="((?:[^"\\]|\\.)*)"/gu, replacement: "$1: $2" },
  // CAPZ
  { pattern: /\.? Object will (?:not )?be requeued(?: after \S+)?/gu, replacement: "" },
  // google-api-go-client and gRPC
  { pattern: /Reconcile error - /gu, replacement: "" },
  { pattern: /googleapi: (?:got HTTP response code|Error) \d+(?: with body)?: /gu, replacement: "" },
  { pattern: /rpc error: code = (\w+) desc = /gu, replacement: "$1: " },
  // gophercloud
  {
    pattern: /Expected HTTP response code \[[\d ]*\] when accessing \[[^\]]*\], but got (\d+) instead(?:: |\b)/gu,
    replacement: "HTTP $1: "
  },
  { pattern: /https?:\/\/[^\s"']*\/(?:subscriptions|projects)\//gu, replacement: "/projects/" }
]

// What only support staff can use, or nobody.
const litter: ReadonlyArray<Step> = [
  {
    pattern:
      /[,;.]?\s*\(?\b(?:x-ms-)?(?:request|correlation|trace|activity|host|client[ _-]request|service[ _-]request|op)[ _-]?id\b["']?\s*[:=]\s*["']?[^\s,;)"']*["']?\)?/giu,
    replacement: ""
  },
  { pattern: /\s*\bEncoded authorization failure message: \S+/gu, replacement: "" },
  {
    pattern:
      /(?:\s*\bTimestamp: ?|\bat )?\(?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?Z|(?: ?[+-]\d\d:?\d\d))?(?: [A-Z]{3,4})?(?: m=[+-][\d.]+)?\)?/gu,
    replacement: ""
  },
  { pattern: /Additional details - Deployment Model: Resource Manager, /gu, replacement: "" },
  { pattern: / Setup Alerts when Quota reaches threshold\./gu, replacement: "" },
  // sentences that only lead to a web page
  {
    pattern:
      /(?<=[.:,] )(?:please )?(?:visit|submit a request|set ?up alerts|learn more|read more|see|view and manage quotas|enable it by visiting|for more information)\b(?:[^.]|\.(?=\S))*?https?:\/\/(?:[^.]|\.(?=\S))*\.?/giu,
    replacement: ""
  },
  // the last name of a path tells which object; the path before it tells ids
  {
    pattern: /(?<![\w.]\/|[\w.])\/?(?:subscriptions|projects)\/(?:[^\s"',;:()[\]]*\/)?([^\s"',;:()[\]/]+)\/?/gu,
    replacement: "$1"
  },
  // a URL's host tells where; its path and query tell nothing more, and may hold signatures
  { pattern: /(https?:\/\/[^\s/?#"'<>,;)]+)[/?#](?:[^\s"',;)]*[^\s"',;):.])?/gu, replacement: "$1" },
  { pattern: /-{4,}/gu, replacement: " " },
  { pattern: /\s+/gu, replacement: " " },
  { pattern: / +([,.;:])(?=\s|$)/gu, replacement: "$1" },
  { pattern: /\.,(?= )/gu, replacement: "," },
  { pattern: /[\s,;:-]+$/u, replacement: "" },
  { pattern: /^[\s,;:.-]+/u, replacement: "" }
]

const run = (steps: ReadonlyArray<Step>, text: string): string =>
  steps.reduce((rest, step) => rest.replace(step.pattern, step.replacement), text)

const jsonText = /"(message|error_description|faultstring|detail)"\s*:\s*"((?:[^"\\]|\\.)+)"/gu
const jsonCode = /"(?:code|type|reason)"\s*:\s*"([A-Za-z][\w.]+)"/gu

/** Replaces the JSON body of an API's answer by the sentence inside; nested details come last and say most. */
const openJson = (text: string): string => {
  const start = text.indexOf("{")
  if (start === -1) return text
  const body = text.slice(start)
  const sentence = [...body.matchAll(jsonText)].at(-1)?.[2]
  if (sentence === undefined) return text
  const code = [...body.matchAll(jsonCode)].at(-1)?.[1]
  const plain = sentence.replace(/\\[nrt]/gu, " ").replace(/\\(.)/gu, "$1")
  // go-autorest prints the details of a deployment behind its outer message; they are the cause.
  const head = / Details=\[$/u.test(text.slice(0, start)) ? "" : text.slice(0, start)
  return code === undefined || head.includes(code) || plain.includes(code)
    ? `${head}${plain}`
    : `${head}${code}: ${plain}`
}

// The verbs Go programmers wrap an error with; the object they name is named again deeper down, or by the update.
const wrapper =
  /^(?:(?:failed (?!call)|failure|unable|couldn't|could not|cannot|can't|errors?\b|\d+ errors? occurred|internal error occurred|problem|while|when|reconcil\w*|creating|getting|updating|deleting|patching|listing|ensuring|describing|requeue|invalid configuration provided|operation(?! could not be completed))\b|Helm (?:install|upgrade) failed for release|\w+ failed to (?:create or update|delete)\. err$)/iu
const thin =
  /^(?:context deadline exceeded|context canceled|EOF|unexpected EOF|not found|i\/o timeout|timed? ?out\b.*|connection refused|unauthorized|forbidden|<id>|\[redacted\]|\d+)\.?$/iu

/** The first `: ` that stands outside of parentheses. */
const separator = (text: string): number => {
  let depth = 0
  for (let at = 0; at < text.length - 1; at++) {
    const char = text[at]
    if (char === "(" || char === "[") depth++
    else if (char === ")" || char === "]") depth--
    else if (char === ":" && depth <= 0 && text[at + 1] === " ") return at
  }
  return -1
}

/** `failed to a: failed to b: cause` -> `cause`, as long as the cause says enough by itself. */
const deepest = (text: string): string => {
  const cut = separator(text)
  if (cut === -1) return text
  const rest = text.slice(cut + 2)
  if (!wrapper.test(text.slice(0, cut)) || rest.length < 16 || thin.test(rest)) return text
  return deepest(rest)
}

const truncate = (text: string, max: number): string => {
  if (text.length <= max) return text
  if (max <= 1) return text.slice(0, max)
  const cut = text.slice(0, max - 1)
  const blank = cut.lastIndexOf(" ")
  return `${(blank > max * 0.6 ? cut.slice(0, blank) : cut).replace(/[\s,;:.]+$/u, "")}…`
}

const refine = (text: string, max: number): string => {
  const folded = redact(run(formatDamage, text.replace(/[ \t]{2,}/gu, " "))).replace(
    /\s*(?:\r?\n|(?:\\+r)?\\+n|\\+t)\s*(?:\* )?/gu,
    " "
  )
  return truncate(deepest(run(litter, openJson(run(envelopes, folded)))), max)
}

/**
 * The part of an error text that a person can use: one line, the deepest cause, with the cloud's own error code, without
 * request ids, paths, timestamps and secrets; never longer than `max` characters. Idempotent.
 */
export const usefulPart = (text: string, max: number = defaultMax): string => {
  let previous = text.slice(0, longestText)
  // Unwrapping one envelope may uncover another; texts seldom have more than three, and every step only shortens.
  for (let round = 0; round < 6; round++) {
    const next = refine(previous, max)
    if (next === previous) break
    previous = next
  }
  return previous
}
