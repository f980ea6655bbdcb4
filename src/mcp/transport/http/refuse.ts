import type { ServerResponse } from "node:http"
import { Effect } from "effect"
import { errorCodes } from "../../failures/failures.ts"

/** Why a request is refused, as a JSON-RPC error; without an id where it never came to one. */
export interface Refused {
  readonly id?: unknown
  readonly code?: number
  readonly message: string
  readonly data?: unknown
}

/** Answers with a status and a JSON-RPC error that says why. */
export const refuse = (
  response: ServerResponse,
  status: number,
  { code = errorCodes.invalidRequest, data, id, message }: Refused
): Effect.Effect<void> =>
  Effect.sync(() => {
    if (response.headersSent || response.destroyed) return
    const error = { code, message, ...(data === undefined ? {} : { data }) }
    response
      .writeHead(status, { "content-type": "application/json", "cache-control": "no-store" })
      .end(JSON.stringify({ jsonrpc: "2.0", ...(id === undefined ? {} : { id }), error }))
  })
