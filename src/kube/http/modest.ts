/**
 * Whether a JSON text is of a size and shape that Kubernetes writes. A few bytes of brackets become a hundred times as
 * much memory once they are parsed, so that they are counted before; those within strings count, too.
 */
export const isModest = (json: Buffer | string, mostBrackets: number): boolean => {
  if (json.length <= mostBrackets) return true
  let brackets = 0
  for (let index = 0; index < json.length; index++) {
    const code = typeof json === "string" ? json.charCodeAt(index) : json[index]
    if ((code === openBracket || code === openBrace) && ++brackets > mostBrackets) return false
  }
  return true
}

const openBracket = 0x5b
const openBrace = 0x7b
