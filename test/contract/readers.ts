import { Option, Schema } from "effect"

/** The text at a path such as `metadata.name` (`\.` for a dot inside a key); "" where there is none. */
export const textAt = (value: unknown, path: string): string => {
  const keys = path.split(/(?<!\\)\./u).map((key) => key.replaceAll("\\.", "."))
  const found = keys.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
    value
  )
  return typeof found === "string" ? found : ""
}

const decodeItems = Schema.decodeUnknownSync(Schema.Struct({ items: Schema.Array(Schema.Unknown) }))
export const items = (list: unknown): ReadonlyArray<unknown> => decodeItems(list).items

const StatusBody = Schema.Struct({ code: Schema.Int, reason: Schema.String, message: Schema.String })
/** Decodes a Kubernetes Status; throws where it is none. */
export const statusOf = Schema.decodeUnknownSync(StatusBody)

export const readJson = async (response: Response): Promise<unknown> => response.json()

const Line = Schema.Struct({ type: Schema.String, object: Schema.Unknown })
export type WatchLine = typeof Line.Type
const decodeLine = Schema.decodeUnknownOption(Schema.fromJsonString(Line))

/** An open watch. Disposing of it disconnects. */
export interface WatchReader extends AsyncDisposable {
  /** The next lines; rejects when the stream ends, or 10 seconds pass, before there are so many. */
  readonly take: (count: number) => Promise<ReadonlyArray<WatchLine>>
  /** All lines until the clean end of the stream. */
  readonly rest: () => Promise<ReadonlyArray<WatchLine>>
}

const patience = 10_000

/** Opens a watch and reads it line by line. A line that is no watch event shows up with the type `UNREADABLE`. */
export const openWatch = async (open: (signal: AbortSignal) => Promise<Response>): Promise<WatchReader> => {
  const abort = new AbortController()
  const response = await open(abort.signal)
  if (response.status !== 200 || response.body === null) {
    throw new Error(`watch answered ${response.status}: ${await response.text()}`)
  }
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let buffer = ""
  const ready: Array<WatchLine> = []
  const pull = async (): Promise<boolean> => {
    const timer = AbortSignal.timeout(patience)
    const late = new Promise<never>((_, reject) => {
      timer.addEventListener("abort", () => reject(new Error(`no watch event within ${patience} ms`)), { once: true })
    })
    const { done, value } = await Promise.race([reader.read(), late])
    if (done) return false
    const parts = (buffer + value).split("\n")
    buffer = parts.pop() ?? ""
    for (const text of parts) {
      ready.push(Option.getOrElse(decodeLine(text), () => ({ type: "UNREADABLE", object: text })))
    }
    return true
  }
  return {
    take: async (count) => {
      while (ready.length < count) {
        if (!(await pull())) throw new Error(`the watch ended after ${ready.length} of ${count} events`)
      }
      return ready.splice(0, count)
    },
    rest: async () => {
      while (await pull()) {}
      return ready.splice(0)
    },
    [Symbol.asyncDispose]: async () => {
      abort.abort()
      await reader.cancel().catch(() => undefined)
    }
  }
}
