import { availableParallelism, cpus, totalmem, version } from "node:os"
import { amount, isMet, type Row } from "./rows.ts"

const line = (row: Row): string =>
  `| ${row.what} | ${row.rival} | ${amount(row.value, row.unit)} | ${amount(row.goal, row.unit)} | ${isMet(row) ? "met" : "**missed**"} |`

/** The table as a page: on which machine and when it was measured, and what is missed by how much. */
export const report = (rows: ReadonlyArray<Row>): string => {
  const machine = `${availableParallelism()} x ${cpus()[0]?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${version()}`
  const missed = rows.filter((row) => !isMet(row))
  return [
    "# Performance",
    "",
    "Written by `npm run bench`. Every figure is the median of several rounds (of 3 for the long lists, of 5 or more for the",
    "rest), each a ratio or a difference to a rival that was measured in the same round; the machine may have been busy with",
    "other things, which is why only ratios count.",
    "",
    `Node.js ${process.version} on ${machine}, ${new Date().toISOString().slice(0, 10)}.`,
    "",
    "| what | rival in the same run | measured | goal | |",
    "|---|---|---|---|---|",
    ...rows.map(line),
    "",
    ...(missed.length === 0
      ? ["Every goal is met."]
      : [
          "## What is missed, and what it would take",
          "",
          ...missed.map(
            (row) =>
              `- ${row.what}: by ${amount(row.value - row.goal, row.unit)}.${row.takes === undefined ? "" : ` ${row.takes}`}`
          )
        ]),
    ""
  ].join("\n")
}
