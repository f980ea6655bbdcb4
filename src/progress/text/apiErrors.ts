// Envelopes that stand before and behind what they hold: found from the word that gives them away, so that a text without it
// costs nothing, and one that is full of it costs no more than its length.

const entraCode = /AADSTS\d{4,8}: /u
const entraEnd = /\s?(?:Trace ID|Correlation ID|Timestamp):|\\?"\s?,/u

/** The sentence of Entra ID, whatever stands around it. Source: azidentity and adal print the answer's JSON. */
export const unwrapEntra = (text: string): string => {
  const start = text.search(entraCode)
  if (start === -1) return text
  const inside = text.slice(start)
  const end = inside.search(entraEnd)
  return end === -1 ? inside : inside.slice(0, end)
}

const errorCode = "ERROR CODE: "
const response = /^RESPONSE \d{1,3}:? /u
const request = /^(?:GET|PUT|POST|PATCH|DELETE|HEAD) \S+$/u

/** The text before an answer, without the request that the answer is to. */
const beforeResponse = (text: string): string => {
  const at = text.lastIndexOf("RESPONSE ")
  if (at === -1 || !response.test(text.slice(at, at + 16))) return text
  let end = at
  while (end > 0 && (text[end - 1] === "-" || text[end - 1] === " ")) end--
  const url = text.lastIndexOf(" ", end - 1)
  const verb = text.lastIndexOf(" ", url - 1) + 1
  return request.test(text.slice(verb, end)) ? text.slice(0, verb) : text.slice(0, end === 0 ? 0 : end + 1)
}

/** `azcore.ResponseError`: the code, and the JSON that follows it. */
export const unwrapResponse = (text: string): string => {
  const at = text.indexOf(errorCode)
  if (at === -1) return text
  const behind = text.slice(at + errorCode.length)
  const code = /^\w{1,80}/u.exec(behind)?.[0]
  if (code === undefined) return text
  const rest = behind.slice(code.length).replace(/^[\s-]+/u, "")
  return `${beforeResponse(text.slice(0, at))}${code}: ${rest}`
}

const autorest = /Code="([^"]{1,200})" Message="((?:[^"\\]|\\.)*)"/uy

/** go-autorest: the innermost code and message; what follows may hold the details. */
export const unwrapAutorest = (text: string): string => {
  const at = text.lastIndexOf('Code="')
  if (at === -1) return text
  autorest.lastIndex = at
  const match = autorest.exec(text)
  return match === null ? text : `${match[1]}: ${match[2]}${text.slice(at + match[0].length)}`
}
