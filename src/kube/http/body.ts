import { Effect } from "effect"
import type { Dispatcher } from "undici"
import { KubeError } from "../errors/KubeError.ts"
import { type Destination, protocolError, transportError } from "../errors/transportErrors.ts"
import { isModest } from "./modest.ts"
import { type AnyRequest, requested } from "./resource.ts"

// A page of 500 objects is a few MiB. Parsed, an answer takes many times its size, and the whole process is to stay
// below 400 MB.
const largestBody = 16 * 1024 * 1024
// 500 ClusterDeployments with all that managedFields say have a quarter of it.
const mostBrackets = 1_000_000

/** An answer that was too large to be read. A smaller page may do. */
export const isTooLarge = ({ tooLarge }: KubeError): boolean => tooLarge === true

const refusal = (request: AnyRequest): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "protocol",
    tooLarge: true,
    message: protocolError(request, `it is larger than ${largestBody / 1024 / 1024} MiB, or nested beyond any use`)
      .message
  })

/** A whole body. One that is larger than any honest answer ends the request. */
export const readBody = (
  request: AnyRequest,
  destination: Destination,
  body: Dispatcher.ResponseData["body"]
): Effect.Effect<Buffer, KubeError> =>
  Effect.tryPromise({
    try: async () => {
      const chunks: Array<Buffer> = []
      let size = 0
      for await (const chunk of body) {
        const bytes = Buffer.from(chunk)
        size += bytes.length
        // Leaving the loop takes the connection down.
        if (size > largestBody) return undefined
        chunks.push(bytes)
      }
      return Buffer.concat(chunks)
    },
    catch: (cause) => transportError(request, destination, cause)
  }).pipe(
    Effect.flatMap((bytes) =>
      bytes !== undefined && isModest(bytes, mostBrackets) ? Effect.succeed(bytes) : Effect.fail(refusal(request))
    )
  )
