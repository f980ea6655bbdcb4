import { trimmedEnd } from "../../domain/text/trim.ts"

/**
 * The verbs Go programmers wrap an error with. What they say is said again deeper down, but for names and numbers: those
 * are looked for.
 */
const wrapper =
  /^(?:failed (?!call)|failure\b|unable\b|couldn't\b|could not\b|cannot\b|can't\b|errors?\b|\d+ errors? occurred\b|internal error occurred\b|problem\b|while\b|when\b|reconcil\w*|creating\b|getting\b|updating\b|deleting\b|patching\b|listing\b|ensuring\b|describing\b|requeue\b|invalid configuration provided\b|operation\b(?! could not be completed))/iu

/** More than one clause is no wrapper. */
const sentences = /[.!?;] |, (?:the|which|because|but|and)\b/u

/** What the update names anyway. */
const preamble =
  /^(?:Helm (?:install|upgrade|test|rollback|uninstall) failed for release\b|failed to get \w+ [^\s/]+\/\S+$)/u

/** Says nothing without what it happened to. */
const thin =
  /^(?:context deadline exceeded|context canceled|EOF|unexpected EOF|not found|i\/o timeout|timed? ?out\b.*|(?:the |this )?(?:operation|request|task|connection|call|command|process)(?: has| was| is)? (?:timed out|failed|aborted|cancell?ed|refused|denied|rejected|not permitted|not allowed)|(?:access|permission) (?:is |was )?denied|internal (?:server )?error|bad request|invalid (?:argument|request|parameter)s?|already exists|connection refused|unauthorized|forbidden|<[\w-]+>|\[redacted\]|\d+)\.?$/iu

const code = /^[A-Z][\w.]{2,80}: /u

/** A code with a word or two behind it does not say what it is about. */
const isTerse = (rest: string): boolean => code.test(rest) && rest.replace(code, "").trim().split(/\s+/u).length < 3

/** Names in quotes, numbers and what contains one, names with a slash or of several parts. */
const values =
  /"[^"]{1,120}"|'[^']{1,120}'|(?<![\w.:-])[\w.:-]{0,60}\d[\w.:-]{0,100}|(?<![\w.-])[a-z][\w.-]{0,100}\/[\w./-]{1,150}|\b[a-z]{1,40}(?:-[a-z]{1,40}){2,10}\b/gu

const bare = (value: string): string => trimmedEnd(value.replace(/^["']/u, ""), "\"'.:")

/** Whether a wrapper holds a name or number that the rest lacks. */
const tellsMore = (head: string, rest: string): boolean =>
  (head.match(values) ?? []).some((value) => {
    const name = bare(value)
    return name !== "" && !/^<[\w-]+>$/u.test(name) && !rest.includes(name)
  })

/** Whether a sentence holds a name or a number. */
export const namesSomething = (text: string): boolean => (text.match(values) ?? []).length > 0

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

/**
 * `failed to a: failed to b: cause` -> `cause`, as long as the cause says enough by itself. A wrapper that holds a value
 * which the rest lacks stays, unless `lossy`.
 */
export const deepest = (text: string, lossy = false): string => {
  const cut = separator(text)
  if (cut === -1) return text
  const head = text.slice(0, cut)
  const rest = text.slice(cut + 2)
  // Each layer has put the same words before it.
  if (rest.startsWith(`${head}: `)) return deepest(rest, lossy)
  if (rest.length < 16 || thin.test(rest) || isTerse(rest)) return text
  if (preamble.test(head)) return deepest(rest, lossy)
  if (!wrapper.test(head) || sentences.test(head)) return text
  return lossy || !tellsMore(head, rest) ? deepest(rest, lossy) : `${head}: ${deepest(rest, lossy)}`
}
