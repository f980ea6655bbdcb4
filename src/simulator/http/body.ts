import type { ServerResponse } from "node:http"

/** A response body that can be made to fail in the middle. */
export interface Body {
  readonly write: (text: string) => void
  /** The clean end of the answer. */
  readonly end: () => void
  /** Sends nothing any more, and keeps the connection: half-open, as far as the client can tell. */
  readonly silence: () => void
  /** Lets so many more bytes through, then destroys the connection. */
  readonly dropAfter: (bytes: number) => void
  /** Destroys the connection now; what was written may be lost with it. */
  readonly reset: () => void
}

type Flow =
  | { readonly _tag: "Flowing" }
  | { readonly _tag: "Limited"; readonly left: number }
  | { readonly _tag: "Stopped" }

// A client that does not read its watch is cut, as a real server does, instead of filling the memory.
const unreadLimit = 64 * 1024 * 1024

export const makeBody = (response: ServerResponse): Body => {
  let flow: Flow = { _tag: "Flowing" }
  const drop = () => {
    flow = { _tag: "Stopped" }
    response.flushHeaders()
    // What was written before leaves first.
    response.socket?.destroySoon()
  }
  return {
    write: (text) => {
      if (flow._tag === "Stopped" || response.writableEnded || response.destroyed) return
      if (flow._tag === "Flowing") {
        response.write(text)
        if (response.writableLength > unreadLimit) response.socket?.destroy()
        return
      }
      const bytes = Buffer.from(text)
      const through = bytes.subarray(0, flow.left)
      response.write(through)
      if (through.length === flow.left) drop()
      else flow = { _tag: "Limited", left: flow.left - through.length }
    },
    end: () => {
      if (flow._tag !== "Stopped") response.end()
    },
    silence: () => {
      flow = { _tag: "Stopped" }
      response.flushHeaders()
    },
    dropAfter: (bytes) => {
      if (bytes <= 0) drop()
      else flow = { _tag: "Limited", left: bytes }
    },
    reset: () => {
      flow = { _tag: "Stopped" }
      // libuv cannot reset a socket that is being shut down, and Node would never report such a one as closed.
      if (response.socket?.writable === false) response.socket.destroy()
      else response.socket?.resetAndDestroy()
    }
  }
}
