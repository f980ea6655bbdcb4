const openers = ["[", "{"] as const

/**
 * Whether a JSON text is of a size and shape that Kubernetes writes. A few bytes of brackets become a hundred times as
 * much memory once they are parsed, so that they are counted before; those within strings count, too.
 */
export const isModest = (json: Buffer | string, mostBrackets: number): boolean => {
  if (json.length <= mostBrackets) return true
  let brackets = 0
  for (const opener of openers) {
    for (let at = json.indexOf(opener); at !== -1; at = json.indexOf(opener, at + 1)) {
      if (++brackets > mostBrackets) return false
    }
  }
  return true
}
