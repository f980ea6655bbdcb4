import { Option } from "effect"
import type { UserEntry } from "../kubeconfig/entries.ts"

/** Values as they stand on the wire: one character a byte. */
export type Headers = Readonly<Record<string, string | ReadonlyArray<string>>>

// RFC 9110, field-value. Everything above ASCII goes out as UTF-8, as with Go.
const forbidden = /[^\t\x20-\x7e\x80-\xff]/u

/** A text as the value of a header, or nothing where it holds what HTTP forbids. */
export const asHeader = (text: string): Option.Option<string> => {
  const bytes = Buffer.from(text, "utf8").toString("latin1")
  return forbidden.test(bytes) ? Option.none() : Option.some(bytes)
}

// RFC 9110, token: what a header's name may consist of (client-go, transport/round_trippers.go, `headerKeyEscape`).
const legalInName = /[A-Za-z0-9!#$&'*+.^_`|~-]/u

const escapeName = (key: string): string =>
  [...Buffer.from(key, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return legalInName.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
    })
    .join("")

/** The headers by which a user asks to be taken for somebody else; nothing where a value holds what HTTP forbids. */
export const impersonation = (user: UserEntry): Option.Option<Headers> => {
  if (user.as === undefined) return Option.some({})
  const wanted: ReadonlyArray<readonly [name: string, values: ReadonlyArray<string>]> = [
    ["impersonate-user", [user.as]],
    ["impersonate-uid", user.asUid === undefined ? [] : [user.asUid]],
    ["impersonate-group", user.asGroups],
    ...user.asUserExtra.map(([key, values]) => [`impersonate-extra-${escapeName(key)}`, values] as const)
  ]
  return Option.map(
    Option.all(
      wanted.map(([name, values]) => Option.map(Option.all(values.map(asHeader)), (safe) => [name, safe] as const))
    ),
    (headers) => Object.fromEntries(headers.filter(([, values]) => values.length > 0))
  )
}
