import { assert, describe, it } from "@effect/vitest"
import { emptyTree } from "../../src/domain/conditionTree.ts"
import { rowOf } from "../../src/progress/interpret/classifyEvent.ts"
import { conditionRow } from "../../src/progress/interpret/conditionRules.ts"
import { errorRow } from "../../src/progress/interpret/diagnose.ts"
import { controllers } from "../../src/progress/knowledge/controllers.ts"
import type { ErrorRow } from "../../src/progress/knowledge/errorRow.ts"
import type { EventRow } from "../../src/progress/knowledge/eventRow.ts"
import type { Knowledge } from "../../src/progress/knowledge/knowledge.ts"
import { namingOf } from "../../src/progress/knowledge/naming.ts"
import { event } from "./objects.ts"

/** Each row of a table with its folder, under a name that finds it. */
const rowsOf = <Row extends { readonly source: string }>(
  table: (knowledge: Knowledge) => ReadonlyArray<Row> | undefined
): ReadonlyArray<readonly [name: string, row: Row, owner: Knowledge]> =>
  controllers.flatMap((owner) =>
    (table(owner) ?? []).map((row, index) => [`${owner.name}, row ${index + 1} (${row.source})`, row, owner] as const)
  )

const exampleOf = (row: EventRow) => {
  const example = typeof row.example === "string" ? { message: row.example } : row.example
  const kind = ("kind" in example ? example.kind : undefined) ?? row.kinds[0] ?? ""
  const reason =
    ("reason" in example ? example.reason : undefined) ?? (row.reasons instanceof RegExp ? "" : row.reasons[0])
  const type = row.type ?? (row.meaning.is === "problem" ? "Warning" : "Normal")
  return event({ kind, name: "demo", reason: reason ?? "", message: example.message, type, at: 10 })
}

const subjectOf = (row: ErrorRow, owner: Knowledge) => ({
  kind: row.kinds?.[0] ?? owner.about,
  provider: owner.provider === undefined ? "" : owner.name
})

describe("no row is shadowed by an earlier one on its own example", () => {
  for (const [name, row] of rowsOf(({ events }) => events)) {
    it(`event of ${name}`, () => {
      const example = exampleOf(row)
      assert.strictEqual(rowOf(example, example.message), row)
    })
  }

  for (const [name, row, owner] of rowsOf(({ errors }) => errors)) {
    it(`error of ${name}`, () => {
      assert.strictEqual(errorRow(row.example, subjectOf(row, owner)), row)
    })
  }

  for (const [name, row] of rowsOf(({ conditions }) => conditions)) {
    it(`condition of ${name}: ${row.type}`, () => {
      const condition = { type: row.type, status: row.status, tree: emptyTree, ...row.example }
      assert.strictEqual(conditionRow(condition, row.capi === "some" ? "listed" : "none"), row)
    })
  }

  it("phrase, waiting text, mark of giving up, machine, shape, provider id, name", () => {
    const phrases = rowsOf(({ phrases }) => phrases)
    for (const [name, row] of phrases) {
      assert.strictEqual(phrases.find(([, other]) => other.pattern.test(row.example))?.[1], row, name)
    }
    for (const [name, row] of [...rowsOf(({ waiting }) => waiting), ...rowsOf(({ givenUp }) => givenUp)]) {
      assert.match(row.example, row.pattern, name)
    }
    for (const [name, row] of rowsOf(({ machines }) => machines)) {
      if (row.message !== undefined) assert.match(row.example, row.message, name)
    }
    for (const [name, row] of rowsOf(({ shapes }) => shapes)) assert.match(row.example, row.pattern, name)
    for (const { name, provider } of controllers) {
      for (const row of provider?.providerIds ?? []) assert.match(row.example, row.pattern, name)
    }
    for (const [name, row] of rowsOf(({ naming }) => naming)) {
      assert.strictEqual(namingOf(row.example.kind), row.naming, name)
    }
  })
})

describe("a row speaks of objects that can be tied to a cluster", () => {
  for (const [name, row] of rowsOf(({ events }) => events)) {
    it(`event of ${name}`, () => {
      for (const kind of [...row.kinds, exampleOf(row).regarding.kind]) {
        assert.notStrictEqual(namingOf(kind).how, "never", `${kind} has no row of names`)
      }
    })
  }

  it("and every kind of a row belongs to its controller, or to one in which it is heard", () => {
    for (const [name, row, owner] of rowsOf(({ errors }) => errors)) {
      for (const kind of row.kinds ?? [owner.about]) {
        assert.isTrue(owner.kinds.test(kind) || owner.heardIn?.has(kind) === true, `${name}: ${kind}`)
      }
    }
  })
})

describe("a row says what to do", () => {
  it("of each condition that it does not ignore, by itself or by what its text says", () => {
    for (const [name, row] of rowsOf(({ conditions }) => conditions)) {
      if (row.gravity === "ignore") continue
      assert.isTrue(row.advice !== undefined || row.otherwise !== undefined, name)
    }
  })

  it("and promises no retry that would help by itself, where nothing helps before somebody acts", () => {
    const advice = [
      ...rowsOf(({ errors }) => errors).map(([name, row]) => [name, row.klass, row.advice] as const),
      ...rowsOf(({ conditions }) => conditions).map(([name, row]) => [name, row.gravity, row.advice] as const),
      ...rowsOf(({ events }) => events).map(([name, { meaning }]) => {
        const otherwise = meaning.is === "problem" ? meaning.otherwise : undefined
        return [name, otherwise?.klass, otherwise?.advice] as const
      })
    ]
    const promising = advice.flatMap(([name, gravity, words = ""]) => {
      const text = typeof words === "string" ? words : words("X")
      const helpless = gravity === "userAction" || gravity === "deterministic"
      return helpless && /\bit (?:will be|is) retried\b/u.test(text) ? [`${name}: ${text}`] : []
    })
    assert.deepStrictEqual(promising, [])
  })

  it("in a sentence of its own, that begins in lower case and ends without a mark", () => {
    const advice = [
      ...rowsOf(({ errors }) => errors).map(([name, row]) => [
        name,
        typeof row.advice === "string" ? row.advice : row.advice("X")
      ]),
      ...rowsOf(({ conditions }) => conditions).map(([name, row]) => [name, row.advice ?? row.otherwise ?? ""]),
      ...rowsOf(({ events }) => events).map(([name, { meaning }]) => [
        name,
        meaning.is === "problem" ? (meaning.otherwise?.advice ?? "") : ""
      ])
    ]
    for (const [name, text] of advice) assert.notMatch(text ?? "", /[.;:]$|\$\d|undefined/u, name)
  })
})

// Far above what a condition or an event may carry; what takes more than a moment here was made to be slow.
const size = 32 * 1024
const limitMs = 250

const patternsOf = ({ errors, events, conditions, phrases, waiting, givenUp, machines, provider }: Knowledge) => [
  ...(errors ?? []).map((row) => ({ pattern: row.pattern, near: row.example })),
  ...(events ?? []).flatMap((row) =>
    row.message === undefined ? [] : [{ pattern: row.message, near: exampleOf(row).message }]
  ),
  ...(conditions ?? []).flatMap((row) =>
    row.message === undefined ? [] : [{ pattern: row.message, near: row.example.message }]
  ),
  ...[...(phrases ?? []), ...(waiting ?? []), ...(givenUp ?? [])].map((row) => ({
    pattern: row.pattern,
    near: row.example
  })),
  ...(machines ?? []).flatMap((row) =>
    row.message === undefined ? [] : [{ pattern: row.message, near: row.example }]
  ),
  ...(provider?.providerIds ?? []).map((row) => ({ pattern: row.pattern, near: row.example }))
]

/** The example cut at every word, repeated to the size: almost matches, thousands of times. */
const nearMatches = (example: string): ReadonlyArray<string> => {
  const words = example.split(/(?<=[\s:'"])/u)
  return [...words.map((_, index) => words.slice(0, index + 1).join("")), ...words, example.slice(0, -1)].map((part) =>
    part.repeat(Math.ceil(size / part.length)).slice(0, size)
  )
}

describe("no pattern is slow on a text that almost matches", () => {
  for (const owner of controllers) {
    it(owner.name, () => {
      for (const { pattern, near } of patternsOf(owner)) {
        for (const text of near === "" ? [] : nearMatches(near)) {
          const from = performance.now()
          pattern.test(text)
          assert.isBelow(performance.now() - from, limitMs, `${pattern} on ${text.slice(0, 80)}`)
        }
      }
    })
  }
})
