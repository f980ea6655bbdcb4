import { hideAssigned } from "./assigned.ts"
import { hideChpasswd, hideHeadlessPem } from "./backwards.ts"
import { hideAddresses, hideMail, hideUserinfo, identityShapes } from "./identities.ts"
import { hidden } from "./marks.ts"
import { hideRandom } from "./random.ts"
import { type Shape, secretShapes } from "./shapes.ts"

const hideShapes = (shapes: ReadonlyArray<Shape>, text: string): string => {
  const lower = text.toLowerCase()
  return shapes.reduce(
    (rest, { mark, needs, pattern }) =>
      needs === undefined || needs.some((word) => lower.includes(word))
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
  const plain = hideUserinfo(hideAssigned(hideChpasswd(hideHeadlessPem(hideShapes(secretShapes, text)))))
  return hideAddresses(hideShapes(identityShapes, hideMail(hideRandom(plain, hidden))))
}
