import { globSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { parseAst } from "rolldown/parseAst"
import { quickest } from "./cpuTime.ts"
import { textsFor } from "./regexpSamples.ts"

interface Found {
  readonly file: string
  readonly pattern: RegExp
}

const isNode = (value: unknown): value is { readonly [key: string]: unknown } =>
  typeof value === "object" && value !== null && !(value instanceof RegExp)

/** Every node of a syntax tree. */
function* nodesOf(value: unknown): Generator<{ readonly [key: string]: unknown }> {
  if (Array.isArray(value)) for (const one of value) yield* nodesOf(one)
  else if (isNode(value)) {
    yield value
    for (const inner of Object.values(value)) yield* nodesOf(inner)
  }
}

const sources = globSync("src/**/*.ts").map((file) => ({
  file,
  nodes: [...nodesOf(parseAst(readFileSync(file, "utf8"), { lang: "ts" }))]
}))

const patterns: ReadonlyArray<Found> = sources.flatMap(({ file, nodes }) =>
  nodes.flatMap(({ regex }) =>
    isNode(regex) && typeof regex["pattern"] === "string" && typeof regex["flags"] === "string"
      ? [{ file, pattern: new RegExp(regex["pattern"], regex["flags"]) }]
      : []
  )
)

const isRegExp = (node: unknown): boolean => isNode(node) && node["type"] === "Identifier" && node["name"] === "RegExp"

const limitMs = 5
const use = (pattern: RegExp, text: string): unknown => {
  pattern.lastIndex = 0
  return pattern.global ? text.replace(pattern, "") : pattern.exec(text)
}

describe("every pattern in the sources", () => {
  it("stands there as a literal, so that this test finds it", () => {
    const built = sources.flatMap(({ file, nodes }) =>
      nodes.some(({ callee, type }) => (type === "NewExpression" || type === "CallExpression") && isRegExp(callee))
        ? [file]
        : []
    )
    assert.deepStrictEqual(built, [])
    assert.isAbove(patterns.length, 200)
  })

  it("reads 32 KiB of its own near-matches, and of anything else, within 5 ms", () => {
    const slow = patterns.flatMap(({ file, pattern }) => {
      for (const text of textsFor(pattern)) {
        const ms = quickest(limitMs, () => use(pattern, text))
        if (ms >= limitMs)
          return [`${file}: ${pattern} takes ${ms.toFixed(0)} ms for ${JSON.stringify(text.slice(0, 40))}...`]
      }
      return []
    })
    assert.deepStrictEqual(slow, [])
  })
})
