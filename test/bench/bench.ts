import { writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { Console, Effect } from "effect"
import { lists } from "./lists.ts"
import { many } from "./many.ts"
import { report } from "./report.ts"
import { amount, isMet, medians, type Row } from "./rows.ts"
import { start } from "./start.ts"
import { storm } from "./storm.ts"
import { weight } from "./weight.ts"

// What this program costs, against rivals that are measured in the same run, in turn: what counts is the ratio.
//   npm run bench [-- --quick] [-- --only storm]
// Writes docs/performance.md; the quick form, which measures each thing once and smaller, writes nothing, nor does a part alone.

const { only, quick } = parseArgs({
  options: { quick: { type: "boolean", default: false }, only: { type: "string" } }
}).values

const repeated = <E>(rounds: number, rows: Effect.Effect<ReadonlyArray<Row>, E>) =>
  Effect.map(
    Effect.forEach(Array.from({ length: quick ? 1 : rounds }), () => rows),
    medians
  )

const show = (row: Row) =>
  Console.log(
    `${isMet(row) ? "  " : "! "}${row.what.padEnd(80)} ${amount(row.value, row.unit).padStart(10)}   goal ${amount(row.goal, row.unit)}`
  )

const parts = {
  storm: repeated(5, storm(quick ? 5 : 10)),
  many: repeated(5, many(quick ? 10 : 20)),
  lists: repeated(3, quick ? lists(2000, 10_000) : lists(20_000, 100_000)),
  start: repeated(7, start),
  weight
}

const program = Effect.gen(function* () {
  const table: Array<Row> = []
  for (const [name, part] of Object.entries(parts)) {
    if (only !== undefined && only !== name) continue
    const rows = yield* part
    table.push(...rows)
    yield* Effect.forEach(rows, show)
  }
  if (!quick && only === undefined)
    writeFileSync(fileURLToPath(new URL("../../docs/performance.md", import.meta.url)), report(table))
})

await Effect.runPromise(program)
