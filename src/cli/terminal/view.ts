import { type Stage, stageIndex, stages } from "../../domain/phase.ts"
import { ownWords } from "../../domain/update/ownWords.ts"
import type { Milestone, ProgressUpdate } from "../../domain/update/progressUpdate.ts"
import { columnsOf, paint, printable, type Span, span, type Tone, wrapWords } from "./paint.ts"

/** How much room there is and whether it may be coloured. */
export interface Canvas {
  readonly width: number
  readonly colour: boolean
}

/** Epoch milliseconds: where the story's clock begins, and now. */
export interface StoryTime {
  readonly origin: number
  readonly now: number
}

const day = 24 * 60 * 60 * 1000

/** A story's clock begins when its cluster was created, unless that is long ago: then when somebody began to watch. */
export const originOf = ({ metadata }: ProgressUpdate, began: number): number => {
  const created = Date.parse(metadata.createdAt)
  return created <= began && began - created < day ? created : began
}

/** `mm:ss`, or `h:mm:ss` from an hour on. */
export const clock = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const two = (n: number) => String(n).padStart(2, "0")
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return hours === 0 ? rest : `${hours}:${rest}`
}

const about = (seconds: number): string =>
  seconds < 50 ? `${Math.max(10, Math.round(seconds / 10) * 10)} s` : `${Math.max(1, Math.round(seconds / 60))} min`

const toneOf = (update: ProgressUpdate): Tone => {
  if (update.phase === "Failed" || update.severity === "error") return "bad"
  if (update.severity === "warning") return "warning"
  return update.phase === "Ready" ? "good" : "accent"
}

const marks: Readonly<Record<Tone, string>> = {
  plain: "·",
  dim: "·",
  strong: "●",
  good: "✔",
  warning: "▲",
  bad: "✖",
  accent: "●"
}

// Columns before the text of an entry: the time, the mark, and the space around them.
const margin = 14

/** A lead word or two that is never broken, and a text that is. */
const entry = (time: string, mark: Span, lead: Span, text: Span, canvas: Canvas): ReadonlyArray<string> => {
  const width = Math.max(20, canvas.width - margin)
  const [first = "", ...further] = wrapWords(text.text, width - columnsOf(lead.text), width)
  return [
    paint(
      [span(`  ${time.padStart(7)}  `, "dim"), mark, span("  "), lead, span(first, text.tone)],
      canvas.width,
      canvas.colour
    ),
    ...further.map((line) => paint([span(" ".repeat(margin)), span(line, text.tone)], canvas.width, canvas.colour))
  ]
}

// Events bear the clock of the machine that reported them, which may be ahead of ours.
const milestoneTime = ({ timestamp }: Milestone, { now, origin }: StoryTime): string => {
  const at = Date.parse(timestamp)
  return clock((Number.isNaN(at) ? now : Math.min(at, now)) - origin)
}

// Most milestones name their object themselves.
const milestoneText = ({ message, relatedObject: { kind, name } }: Milestone): string =>
  printable(name === "" || message.includes(name) ? message : `${message} (${kind} ${name})`)

/** The lines that open the view: which cluster it is, and of what kind. */
export const renderTitle = ({ metadata }: ProgressUpdate, canvas: Canvas): ReadonlyArray<string> => {
  const facts = [metadata.provider, metadata.region, metadata.templateRef.name].map(printable).filter((it) => it !== "")
  return [
    "",
    paint(
      [
        span("  "),
        span(`${metadata.namespace}/${metadata.name}`, "strong"),
        ...(facts.length === 0 ? [] : [span(`  ${facts.join(" · ")}`, "dim")])
      ],
      canvas.width,
      canvas.colour
    ),
    ""
  ]
}

/** The lines that an update leaves behind for good: its milestones at their own time, and what it says itself. */
export const renderEntry = (update: ProgressUpdate, time: StoryTime, canvas: Canvas): ReadonlyArray<string> => {
  const tone = toneOf(update)
  const loud = tone === "warning" || tone === "bad"
  const words = ownWords(update)
  return [
    ...(update.milestones ?? []).flatMap((it) =>
      entry(milestoneTime(it, time), span(marks.dim, "dim"), span(""), span(milestoneText(it)), canvas)
    ),
    ...(words === ""
      ? []
      : entry(
          clock(time.now - time.origin),
          span(marks[tone], tone),
          span(`${update.phase}  `, tone === "accent" ? "strong" : tone),
          span(printable(words), loud ? tone : "plain"),
          canvas
        ))
  ]
}

/** The furthest stage known once this update is told: Failed and Unknown are no stages, the cluster stays where it was. */
export const stageAfter = (before: Stage | undefined, { phase }: ProgressUpdate): Stage | undefined =>
  phase === "Failed" || phase === "Unknown" ? before : phase

const stageLine = (update: ProgressUpdate, reached: Stage | undefined, canvas: Canvas): ReadonlyArray<Span> => {
  const current = reached === undefined ? -1 : stageIndex(reached)
  const named = stages.join(" ─ ✔ ").length + 4 <= canvas.width
  return stages.flatMap((stage, index): ReadonlyArray<Span> => {
    const gap = index === 0 ? span("  ") : span(named ? " ─ " : " ", "dim")
    const label = (mark: string) => (named || index === current ? `${mark} ${stage}` : mark)
    if (index < current || reached === "Ready") return [gap, span(label(marks.good), "good")]
    if (index > current) return [gap, span(label("○"), "dim")]
    return [gap, span(label(update.phase === "Failed" ? marks.bad : marks.accent), toneOf(update))]
  })
}

const bar = (update: ProgressUpdate, columns: number): ReadonlyArray<Span> => {
  const filled = Math.round(((update.progress ?? 0) / 100) * columns)
  return [span("━".repeat(filled), toneOf(update)), span("─".repeat(columns - filled), "dim")]
}

/** The lines at the bottom that are drawn anew: stages, bar, and the numbers. */
export const renderStatus = (
  update: ProgressUpdate,
  reached: Stage | undefined,
  time: StoryTime,
  canvas: Canvas
): ReadonlyArray<string> => {
  const columns = Math.max(10, Math.min(72, canvas.width - 12))
  const services = update.services.length
  const deployed = update.services.filter(({ state }) => state === "Deployed").length
  const numbers = [
    `${clock(time.now - time.origin)} elapsed`,
    ...(update.etaSeconds === undefined || update.terminal === true ? [] : [`about ${about(update.etaSeconds)} to go`]),
    ...(services === 0 ? [] : [`${deployed}/${services} services`])
  ]
  const percent = span(update.progress === undefined ? "" : `  ${update.progress} %`, "strong")
  return [
    "",
    paint(stageLine(update, reached, canvas), canvas.width, canvas.colour),
    paint([span("  "), ...bar(update, columns), percent], canvas.width, canvas.colour),
    paint([span(`  ${numbers.join("  ·  ")}`, "dim")], canvas.width, canvas.colour)
  ]
}

const plainLine = (update: ProgressUpdate, said: string, time: StoryTime): string => {
  const percent = update.progress === undefined ? "" : `${update.progress}%`
  const severity = update.severity === "info" ? "" : `${update.severity}: `
  const words = printable(said)
  const eta =
    update.etaSeconds === undefined || update.terminal === true ? "" : ` (about ${about(update.etaSeconds)} to go)`
  return `${clock(time.now - time.origin).padStart(7)}  ${percent.padStart(4)}  ${update.phase}${words === "" ? "" : `: ${severity}${words}`}${eta}`
}

/** One update as one line, for a log: nothing is redrawn, coloured or cut. Its message names its milestones. */
export const renderLine = (update: ProgressUpdate, time: StoryTime): string => plainLine(update, update.message, time)

/** One update as lines of plain text, each milestone at its own time. */
export const renderPlain = (update: ProgressUpdate, time: StoryTime): ReadonlyArray<string> => [
  ...(update.milestones ?? []).map((it) => `${milestoneTime(it, time).padStart(7)}        ${milestoneText(it)}`),
  plainLine(update, ownWords(update), time)
]
