/** What stands in the place of a secret. */
const hidden = "[redacted]"

// Names whose value is a secret wherever it is assigned. Only whole or compound names: a bare "secret:" or "token:" in prose
// ("failed to get secret: Secret x not found") is no assignment, so those need the "=" or the JSON form.
const secretName =
  "(?:[\\w.-]{0,40}(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key|private[_-]?key|shared[_-]?key|client[_-]?key|ssh[_-]?key|(?:key|certificate|authority)-data|signature|credentials?|connection[_-]?string|user[_-]?data|auth)|sig|key)"
const strictName =
  "(?:[\\w.-]{0,40}(?:passw(?:or)?d|passphrase|pwd|client[_-]?secret|secret[_-]?(?:access[_-]?)?key|api[_-]?key|access[_-]?key(?:[_-]?id)?|account[_-]?key|private[_-]?key|shared[_-]?key|(?:key|certificate|authority)-data|connection[_-]?string|user[_-]?data))"

interface Rule {
  readonly pattern: RegExp
  readonly replacement: string
}

// In this order: what spans lines first, then what a name gives away, then what its own shape gives away.
const rules: ReadonlyArray<Rule> = [
  // PEM blocks, also cut off ones and those with escaped newlines
  { pattern: /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?(?:-----END [A-Z0-9 ]+-----|$)/gu, replacement: hidden },
  {
    pattern: /\b(authorization["']?\s*[:=]\s*["']?)(?:(?:bearer|basic|digest)\s+)?[^\s"',]+/giu,
    replacement: `$1${hidden}`
  },
  { pattern: /\b(bearer\s+)(?=[^\s"']*[0-9A-Z=])[A-Za-z0-9._~+/=-]{8,}/giu, replacement: `$1${hidden}` },
  { pattern: /\b(bearer\s+)(?=[^\s"']*\d)[A-Za-z0-9._~+/=-]{4,}/giu, replacement: `$1${hidden}` },
  { pattern: /\b(basic\s+)(?=[^\s"']*[0-9=])[A-Za-z0-9+/=]{8,}/giu, replacement: `$1${hidden}` },
  // user:password@ in URLs; a digest (image@sha256:) is no password
  { pattern: /(:\/\/)[^\s/@"']+@/gu, replacement: `$1${hidden}@` },
  { pattern: /(:\/\/)[^\s/@:"']+:[^\s@"']*@(?!sha\d+:)/gu, replacement: `$1${hidden}@` },
  // "password": "..." as JSON, also escaped once more
  {
    pattern: new RegExp(
      `(\\\\?["']${secretName}\\\\?["']\\s*:\\s*)(?:\\\\?"(?:[^"\\\\]|\\\\[^"])*\\\\?"?|'[^']*'?|[^\\s,}"']+)`,
      "giu"
    ),
    replacement: `$1"${hidden}"`
  },
  // password=..., --token ..., SharedAccessKey=...;
  {
    pattern: new RegExp(`(\\b${secretName}\\s*=\\s*)(?:"[^"]*"?|'[^']*'?|[^\\s&;"']+)`, "giu"),
    replacement: `$1${hidden}`
  },
  { pattern: new RegExp(`(--${secretName}\\s+)(?:"[^"]*"?|'[^']*'?|[^\\s"']+)`, "giu"), replacement: `$1${hidden}` },
  // password: ... as YAML
  {
    pattern: new RegExp(`(\\b${strictName}\\s*:\\s+)(?:"[^"]*"?|'[^']*'?|[^\\s"']+)`, "giu"),
    replacement: `$1${hidden}`
  },
  // JSON Web Tokens, and the base64 of any JSON object
  { pattern: /eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,2}/gu, replacement: hidden },
  // kinds of keys that are known by their shape
  { pattern: /A(?:KIA|SIA|ROA|IDA|GPA|NPA|IPA|BIA|CCA)[A-Z0-9]{12,}/gu, replacement: hidden },
  {
    pattern: /(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|ya29\.|AIza|npm_|dop_v1_|hvs\.)[A-Za-z0-9_.-]{16,}/gu,
    replacement: hidden
  },
  { pattern: /[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{20,}/gu, replacement: hidden },
  // long random text: base64 of a key, a join token, an encoded authorization message
  {
    pattern:
      /(?<![A-Za-z0-9_+/-])(?=[A-Za-z0-9_+-]*[a-z])(?=[A-Za-z0-9_+-]*[A-Z])(?=[A-Za-z0-9_+-]*[0-9])[A-Za-z0-9_+-]{40,}[A-Za-z0-9_+/=-]*/gu,
    replacement: hidden
  },
  {
    pattern:
      /(?<![A-Za-z0-9/+._-])(?=[A-Za-z0-9/+]*[a-z])(?=[A-Za-z0-9/+]*[A-Z])(?=[A-Za-z0-9/+]*[0-9])[A-Za-z0-9+][A-Za-z0-9/+]{39,}={0,2}(?![A-Za-z0-9/+_-])/gu,
    replacement: hidden
  },
  // a bootstrap token of a cluster
  { pattern: /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/gu, replacement: hidden },
  // ids of subscriptions, tenants, projects, requests, accounts: no secrets, but nobody else's business
  { pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu, replacement: "<id>" },
  { pattern: /(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/giu, replacement: "<id>" },
  { pattern: /(?<![0-9A-Za-z.])\d{12}(?![0-9A-Za-z.])/gu, replacement: "<account>" }
]

/**
 * A text without secrets (keys, tokens, passwords, certificates, kubeconfig fragments, signatures) and without the ids
 * of subscriptions, tenants and accounts. Idempotent. It would rather hide too much than too little.
 */
export const redact = (text: string): string =>
  rules.reduce((rest, rule) => rest.replace(rule.pattern, rule.replacement), text)
