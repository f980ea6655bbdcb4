import type { IncomingMessage } from "node:http"
import { Data, Effect } from "effect"
import { errorCodes } from "../../failures/failures.ts"

/** A request's body cannot be read. `status` is what HTTP says to that, `code` what JSON-RPC does. */
export class InvalidBody extends Data.TaggedError("InvalidBody")<{
  readonly status: 400 | 413 | 415
  readonly code: number
  readonly message: string
}> {}

/** No message of MCP that makes sense to us is longer than a few kilobytes. */
export const mostBodyBytes = 1024 * 1024

const unfit = (status: 400 | 413 | 415, message: string) =>
  new InvalidBody({ status, code: errorCodes.invalidRequest, message })

const tooLarge = unfit(413, `a message may have at most ${mostBodyBytes} bytes`)
const notText = new InvalidBody({ status: 400, code: errorCodes.parseError, message: "the body is not UTF-8" })

/** The body as text, of which no more than what is allowed is ever held. */
export const readBody = (request: IncomingMessage): Effect.Effect<string, InvalidBody> =>
  Effect.suspend(() => {
    const type = request.headers["content-type"]?.split(";")[0]?.trim().toLowerCase()
    if (type !== "application/json") {
      return Effect.fail(unfit(415, "the Content-Type must be application/json"))
    }
    const encoding = request.headers["content-encoding"]?.trim().toLowerCase() ?? "identity"
    if (encoding !== "identity") return Effect.fail(unfit(415, "the body must not be encoded: no Content-Encoding"))
    if (Number(request.headers["content-length"] ?? 0) > mostBodyBytes) return Effect.fail(tooLarge)
    return Effect.callback<string, InvalidBody>((resume) => {
      const chunks: Array<Buffer> = []
      let size = 0
      const onData = (chunk: Buffer) => {
        size += chunk.length
        if (size > mostBodyBytes) resume(Effect.fail(tooLarge))
        else chunks.push(chunk)
      }
      const onEnd = () => {
        try {
          resume(Effect.succeed(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks))))
        } catch {
          resume(Effect.fail(notText))
        }
      }
      const onClose = () => resume(Effect.fail(unfit(400, "the body broke off")))
      request.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose)
      return Effect.sync(() => {
        request.off("data", onData).off("end", onEnd).off("close", onClose)
      })
    })
  })
