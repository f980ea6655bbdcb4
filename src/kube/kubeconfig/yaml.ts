import { Data, Effect, Predicate } from "effect"
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type Tags,
  YAMLParseError
} from "yaml"

/** Bytes that are not YAML. `says` follows the file's name in a sentence, and quotes nothing of it. */
export class YamlFault extends Data.TaggedError("YamlFault")<{ readonly says: string }> {}

// What the parser complains about, in words of our own: its own messages quote the file, which may hold a secret just
// there.
const complaints: ReadonlyArray<readonly [pattern: RegExp, says: string]> = [
  [/^TAB_AS_INDENT/u, "a tab is used for indentation"],
  [/^BAD_INDENT Flow/u, "a bracket is missing, or stands too far to the left"],
  [/^BAD_INDENT|Sequence item without/u, "the indentation is wrong"],
  [/^BAD_ALIAS/u, "it refers to an anchor that does not exist"],
  [/^BAD_SCALAR_START/u, "a value begins with a character that has a meaning in YAML: put it in quotes"],
  [/^BAD_DQ_ESCAPE/u, "a backslash in double quotes means nothing: write single quotes"],
  [/Missing closing/u, "a quote is not closed"],
  [/Implicit map keys need/u, "a key has no value: a colon with a blank behind it is missing"],
  [/^MISSING_CHAR/u, "a comma, colon or blank is missing"],
  [/^MULTILINE_IMPLICIT_KEY/u, "a key goes over several lines"],
  [/^BLOCK_AS_IMPLICIT_KEY/u, "a mapping or list stands where a value is expected: put a value with a colon in quotes"],
  [/^IMPOSSIBLE/u, "it cannot be parsed"],
  [/^UNEXPECTED_TOKEN/u, "something stands where it must not"]
]

const boms: ReadonlyArray<readonly [bytes: ReadonlyArray<number>, encoding: string]> = [
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"]
]

/** YAML is UTF-8, or UTF-16 with a byte order mark, which PowerShell's `>` writes. */
const decodeText = (bytes: Uint8Array): Effect.Effect<string, YamlFault> => {
  const encoding = boms.find(([bom]) => bom.every((byte, index) => bytes[index] === byte))?.[1] ?? "utf-8"
  return Effect.try({
    try: () => new TextDecoder(encoding, { fatal: true }).decode(bytes),
    catch: () => new YamlFault({ says: `is not ${encoding.toUpperCase()} text` })
  }).pipe(
    Effect.filterOrFail(
      (text) => !text.includes("\0"),
      () => new YamlFault({ says: "holds zero bytes: it is no text, or UTF-16 without a byte order mark" })
    )
  )
}

// kubectl reads by YAML 1.1, but for base 60 and dates, which stay text (sigs.k8s.io/yaml on go-yaml v2, resolve.go).
// Merges are done below, by its rule.
const unknownToKubectl: ReadonlySet<string> = new Set(["timestamp", "omap", "pairs", "set", "merge"])
const named = (tag: Tags[number]): string => (Predicate.isString(tag) ? tag : (tag.tag.split(":").at(-1) ?? ""))
const isBase60 = (tag: Tags[number]): boolean => !Predicate.isString(tag) && tag.format === "TIME"
const customTags = (tags: Tags): Tags => tags.filter((tag) => !isBase60(tag) && !unknownToKubectl.has(named(tag)))

/** More nodes than any kubeconfig has: aliases may multiply them. */
const mostNodes = 500_000
const deepest = 100

const rangeOf = (node: Node): [number, number] => [node.range?.[0] ?? 0, node.range?.[1] ?? 0]

/** Nodes to plain values, with go-yaml's rule for merges: what a `<<` brings replaces what stands before it. */
const makeToPlain = (document: Document) => {
  let nodes = 0
  const toPlain = (node: unknown, depth: number): unknown => {
    nodes += 1
    if (nodes > mostNodes || depth > deepest) throw new YamlFault({ says: "is nested too deeply, or refers to itself" })
    if (isAlias(node)) {
      const source: Node | undefined = node.resolve(document)
      if (source === undefined) throw new YAMLParseError(rangeOf(node), "BAD_ALIAS", "")
      return toPlain(source, depth + 1)
    }
    if (isSeq(node)) return node.items.map((item) => toPlain(item, depth + 1))
    if (isScalar(node)) {
      if (node.value instanceof Uint8Array) return Buffer.from(node.value).toString()
      // An octal number of YAML 1.2 is one for go-yaml, too.
      const source = node.source ?? ""
      if (node.type === "PLAIN" && node.tag === undefined && /^[-+]?0o[0-7]+$/u.test(source)) {
        return Number.parseInt(source.replace("0o", ""), 8)
      }
      // go-yaml leaves a number that it cannot hold as text: 12e03456 is one.
      const overflown = Predicate.isNumber(node.value) && !Number.isFinite(node.value) && /\d/u.test(source)
      return overflown ? source : node.value
    }
    if (!isMap(node)) return null
    const plain = new Map<string, unknown>()
    const merge = (value: unknown) => {
      if (Predicate.isObject(value)) for (const [key, one] of Object.entries(value)) plain.set(key, one)
    }
    for (const { key, value } of node.items) {
      if (isScalar(key) && key.value === "<<" && key.type === "PLAIN") {
        const merged = toPlain(value, depth + 1)
        // Of several, the first counts most.
        if (Array.isArray(merged)) merged.toReversed().forEach(merge)
        else merge(merged)
      } else plain.set(String(toPlain(key, depth + 1)), toPlain(value, depth + 1))
    }
    return Object.fromEntries(plain)
  }
  return toPlain
}

/**
 * A file's first document as kubectl reads it: what comes after `---` or `...` is not looked at, of two equal keys the
 * later one counts, and an empty file is `null`.
 */
export const parseYaml = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const text = yield* decodeText(bytes)
  const lines = new LineCounter()
  return yield* Effect.try({
    try: (): unknown => {
      const tokens = new Parser(lines.addNewLine).parse(text)
      const composer = new Composer({ version: "1.1", schema: "yaml-1.1", uniqueKeys: false, customTags })
      const [document] = composer.compose(tokens, true)
      const [error] = document?.errors ?? []
      if (document === undefined) return null
      if (error !== undefined) throw error
      return makeToPlain(document)(document.contents, 0)
    },
    catch: (cause) => {
      if (cause instanceof YamlFault) return cause
      const line = cause instanceof YAMLParseError ? lines.linePos(cause.pos[0]).line : undefined
      const complaint =
        cause instanceof YAMLParseError
          ? complaints.find(([pattern]) => pattern.test(`${cause.code} ${cause.message}`))?.[1]
          : undefined
      const where = [line === undefined ? "" : `line ${line}`, complaint ?? ""].filter((part) => part !== "").join(": ")
      return new YamlFault({ says: `is not YAML${where === "" ? "" : ` (${where})`}` })
    }
  })
})
