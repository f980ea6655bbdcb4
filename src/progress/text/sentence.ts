/** Begins with a capital where the first word is a plain one; names and codes keep their case. */
export const capitalised = (text: string): string =>
  /^[a-z]+[ ,]/u.test(text) && !text.startsWith("kcm ") ? text.charAt(0).toUpperCase() + text.slice(1) : text

/** Ends a text as a sentence, and begins it as one. */
export const sentence = (text: string): string => {
  const capital = capitalised(text.trim())
  return /[.!?…]$/u.test(capital) ? capital : `${capital}.`
}
