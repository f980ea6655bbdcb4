import { text } from "./json.ts"
import {
  type Explanation,
  follow,
  type Row,
  readExplanation,
  readRows,
  readStory,
  type Story,
  worstFirst
} from "./model.ts"
import { backoff, pause } from "./retry.ts"
import { type Answer, type Source, type Target, TokenNeeded } from "./Source.ts"

/** Says how the way to the server is; empty where all is well. */
type Say = (words: string) => void

export type Ending = "left" | "tokenNeeded"

const listEverySeconds = 15
/** A story is told as it happens; a list of many would cost the server a subscription each. */
export const listIsLookedAt = ` · refreshed every ${listEverySeconds} s`
const endedEveryMs = 30_000
const mostPages = 10

const structured = ({ refusal, structured: value }: Answer) => {
  if (refusal !== undefined) throw new Error(refusal)
  return value
}

/** Runs again and again, with growing pauses where it fails, until the reader has left. */
const again = async (
  signal: AbortSignal,
  say: Say,
  attempt: (succeeded: () => void) => Promise<number>
): Promise<Ending> => {
  let failures = 0
  while (!signal.aborted) {
    try {
      const wait = await attempt(() => {
        failures = 0
        say("")
      })
      await pause(wait, signal)
    } catch (error) {
      if (signal.aborted) break
      if (error instanceof TokenNeeded) return "tokenNeeded"
      failures += 1
      const wait = backoff(failures)
      const why =
        error instanceof TypeError ? "the server cannot be reached" : error instanceof Error ? error.message : ""
      say(`Not live: ${why}. Trying again in ${Math.ceil(wait / 1000)} s.`)
      await pause(wait, signal)
    }
  }
  return "left"
}

/** Tells the list, and again every quarter of a minute while somebody looks. */
export const watchList = (
  source: Source,
  show: (rows: ReadonlyArray<Row>, more: boolean) => void,
  say: Say,
  signal: AbortSignal
): Promise<Ending> =>
  again(signal, say, async (succeeded) => {
    if (document.hidden) return 1000
    const rows: Array<Row> = []
    let cursor = ""
    for (let page = 0; page < mostPages; page += 1) {
      const answer = structured(await source.call("list", cursor === "" ? {} : { cursor }, signal))
      rows.push(...readRows(answer["clusters"]))
      cursor = text(answer["cursor"])
      if (cursor === "") break
    }
    if (signal.aborted) return 0
    succeeded()
    show(worstFirst(rows), cursor !== "")
    return listEverySeconds * 1000
  })

/** Tells one cluster's story as it happens. */
export const watchStory = (
  source: Source,
  target: Target,
  show: (story: Story, explanation: Explanation | undefined) => void,
  say: Say,
  signal: AbortSignal
): Promise<Ending> => {
  const known: { story: Story | undefined; explanation: Explanation | undefined; explained: string } = {
    story: undefined,
    explanation: undefined,
    explained: ""
  }
  const draw = () => {
    if (known.story !== undefined && !signal.aborted) show(known.story, known.explanation)
  }
  // Each trouble is explained once; until then its own words stand there.
  const explain = async (story: Story) => {
    if (story.tone !== "bad" && story.tone !== "warning") {
      known.explained = ""
      known.explanation = undefined
      return
    }
    const trouble = `${story.phase} ${story.reason} ${story.message.slice(0, 200)}`
    if (known.explained === trouble) return
    known.explained = trouble
    try {
      const answer = structured(await source.call("explain", { ...target }, signal))
      if (known.explained === trouble) known.explanation = readExplanation(answer)
      draw()
    } catch {
      // The story says what is wrong in its own words. Its next update asks again.
      if (known.explained === trouble) known.explained = ""
    }
  }
  const take = (update: unknown) => {
    if (signal.aborted) return
    known.story = follow(known.story, readStory(update))
    void explain(known.story)
    draw()
  }
  return again(signal, say, async (succeeded) => {
    const answer = structured(await source.call("getState", { ...target }, signal))
    take(answer["update"])
    succeeded()
    await source.follow(target, text(answer["cursor"]), take, signal)
    succeeded()
    return endedEveryMs
  })
}
