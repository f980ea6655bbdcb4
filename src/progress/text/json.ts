const jsonText =
  /"(message|error_description|faultstring|detail|(?:error|reason|title|msg)(?="\s{0,4}:\s{0,4}"[^"]{1,80}\s))"\s{0,4}:\s{0,4}"((?:[^"\\]|\\.)+)"/gu
const jsonCode = /"(?:code|type|reason)"\s{0,4}:\s{0,4}"([A-Za-z][\w.]+)"/gu

const jsonName = /"(?:name|displayName)"\s{0,4}:\s{0,4}"([^"\\]{1,200})"/gu

/** JSON that says nothing in words, as the names in it. */
const named = (text: string, start: number): string => {
  const end = text.lastIndexOf("}") + 1
  const names = [...text.slice(start, end).matchAll(jsonName)].flatMap(([, name]) => name ?? [])
  if (names.length === 0) return text
  return `${text.slice(0, start).replace(/\[$/u, "")}${[...new Set(names)].join(", ")}${text.slice(end).replace(/^\]/u, "")}`
}

/** Replaces the JSON body of an API's answer by the sentence inside; nested details come last and say most. */
export const openJson = (text: string): string => {
  const start = text.indexOf("{")
  if (start === -1) return text
  const body = text.slice(start)
  const sentence = [...body.matchAll(jsonText)].at(-1)?.[2]
  if (sentence === undefined) return named(text, start)
  const code = [...body.matchAll(jsonCode)].at(-1)?.[1]
  const plain = sentence.replace(/\\[nrt]/gu, " ").replace(/\\(.)/gu, "$1")
  // go-autorest prints the details of a deployment behind its outer message; they are the cause.
  const head = / Details=\[$/u.test(text.slice(0, start)) ? "" : text.slice(0, start)
  return code === undefined || head.includes(code) || plain.includes(code)
    ? `${head}${plain}`
    : `${head}${code}: ${plain}`
}
