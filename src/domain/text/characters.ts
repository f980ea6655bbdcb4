// What a reader cannot see, or what drives a terminal: C0 and C1 controls, bidi and zero-width marks, variation selectors, tags,
// fillers, line and paragraph separators. Unicode keeps the lists: Cc, Cf, and Default_Ignorable_Code_Point.
const controls = /[\p{Cc}\p{Zl}\p{Zp}]/gu
const invisible = /[\p{Cf}\p{DI}]+/gu
const plain = /^[\x20-\x7e]*$/u

// A break keeps two words apart, whoever reads it; other controls stand for nothing.
const breaks = new Map([
  ["\n", "\n"],
  ["\t", " "],
  ["\v", "\n"],
  ["\f", "\n"],
  ["\u0085", "\n"],
  ["\u2028", "\n"],
  ["\u2029", "\n"]
])

/** A text of which a reader sees every character, still in its lines. Half of a surrogate pair becomes U+FFFD. */
export const visible = (text: string): string =>
  plain.test(text)
    ? text
    : text
        .toWellFormed()
        .replace(/\r\n?/gu, "\n")
        .replace(controls, (control) => breaks.get(control) ?? "")
        .replace(invisible, "")

/** The same on one line. */
export const oneLine = (text: string): string => visible(text).replace(/\s+/gu, " ").trim()
