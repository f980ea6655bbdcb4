import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import type { Conversation } from "./conversations.ts"
import { converse, type Exchange } from "./stage.ts"

/** The page of a conversation. */
export const pageOf = (name: string): URL => new URL(`../../docs/transcripts/${name}.md`, import.meta.url)

const recordingOf = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/recordings/${name}.ndjson`, import.meta.url))

const clock = (seconds: number): string =>
  [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":")

/** Cursors are sealed with a key of the process: each gets the same name every time. */
const namedCursors = (exchanges: ReadonlyArray<Exchange>): ((text: string) => string) => {
  const cursors = [
    ...new Set(
      exchanges.flatMap(({ structure }) => (typeof structure["cursor"] === "string" ? [structure["cursor"]] : []))
    )
  ]
  return (text) => cursors.reduce((left, cursor, index) => left.replaceAll(cursor, `<cursor ${index + 1}>`), text)
}

const block = (text: string): ReadonlyArray<string> => ["```text", ...text.split("\n"), "```"]

const exchangeLines = ({ answeredAt, args, askedAt, progress, text, tool }: Exchange): ReadonlyArray<string> => [
  "",
  `### ${clock(askedAt)} \`${tool}\``,
  "",
  ...block(JSON.stringify(args)),
  ...(answeredAt === askedAt
    ? []
    : [
        "",
        `Answered at ${clock(answeredAt)}. Told as progress meanwhile${progress.length > mostProgress ? `, the last ${mostProgress} of ${progress.length}` : ""}:`,
        "",
        ...block(progress.slice(-mostProgress).join("\n"))
      ]),
  "",
  ...block(text)
]

const mostProgress = 6

/** A conversation as its page shows it. */
export const render = Effect.fnUntraced(function* ({ calls, name, person, recording, title }: Conversation) {
  const exchanges = yield* converse(recordingOf(recording), calls)
  const text = [
    `# ${title}`,
    "",
    `What an assistant is told, and nothing else: the texts of the tools' results during the recording \`${recording}\`, which the`,
    "simulator plays. Times are minutes and seconds since its first line; cursors, which are sealed, are given names here. Written by",
    "`npm run transcripts`; a test holds this page against what the tools say today.",
    "",
    `> ${person}`,
    ...exchanges.flatMap(exchangeLines),
    ""
  ].join("\n")
  return { file: fileURLToPath(pageOf(name)), text: namedCursors(exchanges)(text) }
})
