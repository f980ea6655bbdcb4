import { Effect } from "effect"
import type { Dispatcher } from "undici"
import type { KubeError } from "../errors/KubeError.ts"
import { type Destination, protocolError, transportError } from "../errors/transportErrors.ts"
import type { AnyRequest } from "./resource.ts"

/**
 * The largest answer that is read. A page of 500 objects is a few MiB; parsed, an answer may take many times its size,
 * and the whole process is to stay below 400 MB.
 */
export const largestBody = 16 * 1024 * 1024

const tooLarge = Symbol("too large")

/** A whole body as text. One that is larger than any honest answer ends the request. */
export const readBody = (
  request: AnyRequest,
  destination: Destination,
  body: Dispatcher.ResponseData["body"]
): Effect.Effect<string, KubeError> =>
  Effect.tryPromise({
    try: async () => {
      const chunks: Array<Buffer> = []
      let size = 0
      for await (const chunk of body) {
        const bytes = Buffer.from(chunk)
        size += bytes.length
        if (size > largestBody) throw tooLarge
        chunks.push(bytes)
      }
      return Buffer.concat(chunks).toString("utf8")
    },
    catch: (cause) =>
      cause === tooLarge
        ? protocolError(request, `it is larger than ${largestBody / 1024 / 1024} MiB`)
        : transportError(request, destination, cause)
  })
