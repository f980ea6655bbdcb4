import { hideAssigned } from "./assigned.ts"
import { hideChpasswd, hideHeadlessPem } from "./backwards.ts"
import { hideAddresses, hideMail, hideUserinfo, identityShapes } from "./identities.ts"
import { longestWord } from "./longestWord.ts"
import { hidden } from "./marks.ts"
import { hideRandom, shortestKey } from "./random.ts"
import { type Shape, secretShapes } from "./shapes.ts"

const shortestWord = Math.min(...[...secretShapes, ...identityShapes].flatMap(({ word = [] }) => word), shortestKey)

/** `longest`: how long the longest word of the text is, as far as it is of interest. */
const hideShapes = (shapes: ReadonlyArray<Shape>, text: string, longest: number): string => {
  const lower = text.toLowerCase()
  return shapes.reduce(
    (rest, { mark, needs, pattern, word = 0 }) =>
      word <= longest && (needs === undefined || needs.some((part) => lower.includes(part)))
        ? rest.replace(pattern, (...groups: ReadonlyArray<string | undefined>) => mark(groups))
        : rest,
    text
  )
}

/**
 * A text without secrets (keys, tokens, passwords, certificates, kubeconfig fragments, signatures) and without what tells
 * whose it is (accounts, subscriptions, tenants, projects, people, private addresses of nodes). Idempotent, and linear in the
 * length of the text. It would rather hide too much than too little.
 *
 * First what spans lines, then what a name gives away, then what its own shape gives away, then who it is.
 */
export const redact = (text: string): string => {
  const longest = longestWord(text, shortestWord)
  const plain = hideUserinfo(hideAssigned(hideChpasswd(hideHeadlessPem(hideShapes(secretShapes, text, longest)))))
  const wordless = longest < shortestKey ? plain : hideRandom(plain, hidden)
  return hideAddresses(hideShapes(identityShapes, hideMail(wordless), longest))
}
