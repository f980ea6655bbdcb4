const longestMessage = 300

// What must never be repeated, wherever it turns up. Names of Kubernetes objects are lower-case and are left alone.
const secrets: ReadonlyArray<RegExp> = [
  /-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)/gu,
  /\b(?:Bearer|Basic)\s+\S+/giu,
  // a JSON Web Token
  /\beyJ[\w-]{8,}(?:\.[\w-]*)*/gu,
  // a bootstrap token
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/gu,
  /\b(?:token|password|passwd|secret|authorization|api[-_]?key)["']?\s*[:=]\s*["']?[^\s"',;]+/giu,
  // base64 of anything long: certificates, keys, opaque tokens
  /(?=[\w+/=-]*[A-Z])(?=[\w+/=-]*\d)[\w+/=-]{40,}/gu,
  /\b[0-9a-f]{32,}\b/giu
]

/** Another program's message, fit to be repeated: one line, at most 300 characters, nothing that resembles a secret. */
export const redact = (text: string): string => {
  const clean = secrets
    // The patterns see a bounded text: a hostile message must cost nothing.
    .reduce((rest, secret) => rest.replace(secret, "[redacted]"), text.slice(0, 8 * longestMessage))
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
  return clean.length > longestMessage ? `${clean.slice(0, longestMessage - 1)}…` : clean
}
