// How the view looks in a terminal, as an SVG: the very lines that `k0rdent-mcp watch` prints of a recording, up to a moment.
import { readFileSync } from "node:fs"
import { renderEntry, renderStatus, renderTitle, stageAfter } from "../src/cli/terminal/view.ts"
import type { ClusterTarget } from "../src/domain/names.ts"
import { parseRecordingLine } from "../src/domain/recording.ts"
import { replay } from "../src/progress/replay.ts"

const canvas = { width: 104, colour: true }

/** A moment of a recording, and the file that shows it. */
interface Shown {
  readonly recording: string
  readonly target: ClusterTarget
  readonly seconds: number
  readonly file: string
}

const linesUntil = ({ recording, seconds, target }: Shown): ReadonlyArray<string> => {
  const all = readFileSync(recording, "utf8")
    .split("\n")
    .flatMap((text) => {
      const parsed = parseRecordingLine(text)
      return parsed._tag === "Lines" ? parsed.lines : []
    })
  const [first] = all
  if (first === undefined) return []
  const origin = first.at
  const end = origin + seconds * 1000
  const told = replay(all, target).filter(({ timestamp }) => Date.parse(timestamp) <= end)
  const last = told.at(-1)
  if (last === undefined) return []
  const entries = told.flatMap((update) => renderEntry(update, { origin, now: Date.parse(update.timestamp) }, canvas))
  const reached = told.reduce(stageAfter, undefined)
  return [...renderTitle(last, canvas), ...entries, ...renderStatus(last, reached, { origin, now: end }, canvas)]
}

// The sixteen colours of a terminal are its theme's; these are the picture's.
const looks: Readonly<Record<string, string>> = {
  "2": 'fill="#8b949e"',
  "1": 'fill="#f0f6fc" font-weight="bold"',
  "32": 'fill="#3fb950"',
  "33": 'fill="#d29922"',
  "31": 'fill="#f85149"',
  "36": 'fill="#39c5cf"'
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

// Select Graphic Rendition, as the view writes it: one code, the text, and the reset.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const coloured = /\u001b\[(\d+)m(.*?)\u001b\[0m/gu

const row = (line: string): string => {
  let from = 0
  const parts: Array<string> = []
  for (const match of line.matchAll(coloured)) {
    const [all, code = "", text = ""] = match
    parts.push(escaped(line.slice(from, match.index)), `<tspan ${looks[code]}>${escaped(text)}</tspan>`)
    from = match.index + all.length
  }
  return [...parts, escaped(line.slice(from))].join("")
}

const [columnWidth, rowHeight, margin] = [8.4, 20, 16] as const

/** The picture of a recording's story as it stands after so many seconds. */
export const terminalPicture = (shown: Shown): string => {
  const { name, namespace } = shown.target
  const lines = [`$ k0rdent-mcp watch ${namespace}/${name}`, ...linesUntil(shown)]
  const width = Math.ceil(canvas.width * columnWidth + 2 * margin)
  const height = lines.length * rowHeight + 2 * margin
  const rows = lines.map(
    (line, index) =>
      `<text x="${margin}" y="${margin + index * rowHeight + 14}" xml:space="preserve">${row(line)}</text>`
  )
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    "<title>The story of a cluster in a terminal</title>",
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g fill="#c9d1d9" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...rows,
    "</g>",
    "</svg>",
    ""
  ].join("\n")
}

/** What stands in the docs. */
export const shown: Shown = {
  recording: "fixtures/recordings/azure-standalone.ndjson",
  target: { namespace: "kcm-system", name: "azure-edge" },
  seconds: 330,
  file: "docs/terminal.svg"
}
