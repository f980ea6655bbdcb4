import { once } from "node:events"
import { connect } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeStage } from "../session.ts"
import { startHttp } from "./server.ts"

const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`

const head =
  "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"

/** Writes a body of 2 MiB, waits for the answer, and writes 6 MiB more: what became of the connection. */
const writeOn = (port: number) =>
  Effect.promise(async () => {
    const socket = connect(port, "127.0.0.1")
    const faults: Array<Error> = []
    let answer = ""
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text
    })
    socket.on("error", (error) => void faults.push(error))
    socket.write(head + chunk.repeat(32))
    await once(socket, "data")
    for (let n = 0; n < 96 && faults.length === 0; n += 1) if (!socket.write(chunk)) await once(socket, "drain")
    // A connection that is still good takes another request.
    socket.write("0\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    await once(socket, "close")
    return { answer, faults }
  })

describe("a body that is too large", () => {
  it.live("is refused at once, and read to its end: the answer reaches a client that goes on writing", () =>
    Effect.gen(function* () {
      const stage = yield* makeStage()
      const port = yield* startHttp(stage.layer)
      const { answer, faults } = yield* writeOn(port)
      assert.deepStrictEqual(faults, [])
      assert.match(answer, /^HTTP\/1\.1 413 /u)
      assert.include(answer, "HTTP/1.1 404 ")
    })
  )
})
