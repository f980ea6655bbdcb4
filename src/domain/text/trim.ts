/** A text without the characters at its end that are among these. */
export const trimmedEnd = (text: string, characters: string): string => {
  let end = text.length
  while (end > 0 && characters.includes(text[end - 1] ?? "")) end--
  return text.slice(0, end)
}
