import type { ServerResponse } from "node:http"
import { Duration, Effect, Option } from "effect"

/**
 * The answer to one POST: a single JSON object, or a stream of events once something has to be said before the answer is
 * known (MCP 2026-07-28, transports/streamable-http, "Receiving Messages").
 */
export interface Reply {
  /** Sends a message before the answer. Succeeds when the client has taken it, or is gone. */
  readonly event: (text: string) => Effect.Effect<void>
  /** Sends the answer, with this status where it is still to be chosen. */
  readonly end: (status: number, text: string) => Effect.Effect<void>
  /** Keeps a silent stream open; never ends by itself. */
  readonly keepAlive: Effect.Effect<never>
}

// Proxies and clients take a silence of half a minute for the end.
const keepAliveEvery = Duration.seconds(15)
// A client that takes no byte for this long is given up.
const patience = Duration.seconds(30)

export const streamHeaders = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  // Tells nginx and its like to pass events on as they come.
  "x-accel-buffering": "no"
} as const

/** The forms of a reply that a client takes. */
export interface Accepted {
  readonly json: boolean
  readonly stream: boolean
}

/**
 * Writes a reply. Where the client takes no stream, only the answer is sent; where it takes nothing else, a success is a stream
 * of one event.
 */
export const makeReply = (response: ServerResponse, { json, stream: streams }: Accepted): Reply => {
  const write = (text: string): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (response.destroyed || response.writableEnded || response.write(text)) return Effect.void
      const taken = Effect.callback<void>((resume) => {
        const done = () => resume(Effect.void)
        response.once("drain", done).once("close", done)
        return Effect.sync(() => response.off("drain", done).off("close", done))
      })
      return Effect.flatMap(Effect.timeoutOption(taken, patience), (outcome) =>
        Option.isSome(outcome) ? Effect.void : Effect.sync(() => void response.destroy())
      )
    })

  const begin = Effect.sync(() => {
    if (!response.headersSent) response.writeHead(200, streamHeaders).flushHeaders()
  })

  return {
    event: (text) => (streams ? Effect.andThen(begin, write(`event: message\ndata: ${text}\n\n`)) : Effect.void),
    end: (status, text) =>
      Effect.suspend(() => {
        if (response.destroyed || response.writableEnded) return Effect.void
        if (response.headersSent || (!json && status === 200)) {
          return begin.pipe(
            Effect.andThen(write(`event: message\ndata: ${text}\n\n`)),
            Effect.andThen(Effect.sync(() => void response.end()))
          )
        }
        return Effect.sync(() => void response.writeHead(status, { "content-type": "application/json" }).end(text))
      }),
    keepAlive: streams
      ? Effect.forever(Effect.andThen(Effect.sleep(keepAliveEvery), Effect.andThen(begin, write(": \n\n"))))
      : Effect.never
  }
}
