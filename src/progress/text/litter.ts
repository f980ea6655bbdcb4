import { trimmedEnd } from "../../domain/text/trim.ts"
import { anyCase, type Step } from "./steps.ts"

// What only support staff can use, or nobody.
export const litter: ReadonlyArray<Step> = [
  {
    needs: anyCase("id"),
    pattern:
      /[,;.]?\s{0,2}\(?\b(?:x-ms-)?(?:opc[ _-]request|request|correlation|trace|activity|host|client[ _-]request|service[ _-]request|op)[ _-]?id\b["']?\s{0,2}[:=]\s{0,2}["']?[^\s,;)"']*["']?\)?/giu,
    replacement: ""
  },
  {
    needs: ["Encoded authorization failure message"],
    pattern: /\s?\bEncoded authorization failure message: \S+/gu,
    replacement: ""
  },
  // crypto/x509 shows its clock
  { needs: [": current time "], pattern: /: current time \S{1,40} is (?:after|before) \S{1,40}/gu, replacement: "" },
  {
    needs: ["-"],
    pattern:
      /(?:\s{0,2}\bTimestamp: ?|\bat )?\(?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,12})?(?: ?Z|(?: ?[+-]\d\d:?\d\d))?(?: [A-Z]{3,4})?(?: m=[+-][\d.]{1,30})?\)?/gu,
    replacement: ""
  },
  {
    needs: ["Additional details - "],
    pattern: /Additional details - Deployment Model: Resource Manager, /gu,
    replacement: ""
  },
  { needs: [" Setup Alerts "], pattern: / Setup Alerts when Quota reaches threshold\./gu, replacement: "" },
  {
    needs: [" If "],
    pattern: / If (?:access was recently granted|you enabled this API recently),[^.]{1,200}\./gu,
    replacement: ""
  },
  // kube-scheduler: what evicting others would bring
  {
    needs: ["preemption: "],
    pattern: / ?preemption: \d{1,7}\/\d{1,7} nodes are available: [^.]{1,400}\.?/gu,
    replacement: ""
  },
  // controller-runtime: what the controller does next
  { needs: ["equeu"], pattern: /[.,;]?\s[Rr]equeu(?:e|ing)(?: (?:after|in) \S{1,20})?\.?$/gu, replacement: "" },
  // Go prints a pointer's address
  { needs: ["&{"], pattern: / ?&\{[^{}]{0,200}\b0x[0-9a-f]{6,16}\b[^{}]{0,200}\}/gu, replacement: "" },
  // Kubernetes explains the form of names at length
  {
    needs: [" must consist of "],
    pattern:
      /\ba (lowercase RFC 1123 (?:subdomain|label)|DNS-1035 label|valid label) must consist of [^()]{1,300}(?:\(e\.g\.[^()]{0,160}regex used for validation is '[^']{1,160}'\))?/gu,
    replacement: "must be a $1"
  },
  // sentences that only lead to a web page
  {
    needs: ["://"],
    pattern:
      /(?<=[.:,] )(?:please )?(?:visit(?! https?:)|submit a request|set ?up alerts|learn more|read more|see|view and manage quotas|for more information)\b(?:[^.]|\.(?=\S)){0,300}?https?:\/\/(?:[^.]|\.(?=\S))*\.?/giu,
    replacement: ""
  },
  // the last name of a path tells which object; the path before it tells ids
  {
    needs: ["subscriptions/", "projects/"],
    pattern: /(?<![\w.]\/|[\w.])\/?(?:subscriptions|projects)\/(?:[^\s"',;:()[\]]*\/)?([^\s"',;:()[\]/]+)\/?/gu,
    replacement: "$1"
  },
  // a URL's query may hold signatures; the one that leads to a product's terms holds nothing else
  {
    needs: ["://"],
    pattern:
      /(https?:\/\/[^\s/?#"'<>,;)]{1,253}(?:\/[^\s?#"'<>,;)]{0,200}[^\s?#"'<>,;):.])?(?:\?sku=\w{1,40}(?![\w&]))?)\/?(?:[?#][^\s"',;)]*[^\s"',;):.]|[?#])?/gu,
    replacement: "$1"
  },
  // an account's part of an ARN tells nobody what the last part is
  {
    needs: ["arn:"],
    pattern: /\barn:[\w-]{1,20}:[\w-]{0,40}:[\w-]{0,40}:(?:\d{0,12}|aws|<[\w-]{1,12}>):/gu,
    replacement: ""
  },
  { needs: [" (request "], pattern: / \(request "?<\w{1,10}>"?\)/gu, replacement: "" },
  {
    needs: ["<id>", "[redacted]"],
    pattern: /, (?:<id>|\[redacted\])(?=[),])| \((?:<id>|\[redacted\])\)/gu,
    replacement: ""
  },
  { needs: ["----"], pattern: /-{4,}/gu, replacement: " " },
  { pattern: /\s+/gu, replacement: " " },
  { needs: [" ,", " .", " ;", " :"], pattern: / ([,.;:])(?=\s|$)/gu, replacement: "$1" },
  { needs: [".,"], pattern: /\.,(?= )/gu, replacement: "," },
  { needs: [".;"], pattern: /\.;(?=\s|$)/gu, replacement: ";" },
  (text) => trimmedEnd(text, " ,;:-"),
  { pattern: /^[\s,;:.*-]+/u, replacement: "" }
]
