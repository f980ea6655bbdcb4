import { createServer, type Socket } from "node:net"
import { gzipSync } from "node:zlib"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { kubeconfigFor } from "../../src/simulator/kubeconfig.ts"
import { kubeconfigFile } from "../support/files.ts"
import { startServer } from "../support/program.ts"

// The built server, from outside: whatever sits behind the kubeconfig's address, each call says what is wrong.

const answer = (head: string, body: string | Buffer = "") =>
  Buffer.concat([Buffer.from(`${head}\r\n\r\n`), Buffer.from(body)])
const ok = (body: string) => answer(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}`, body)
const gzipped = gzipSync('{"kind":"List","metadata":{},"items":[]}')

/** What the other end does with a request, and what is said about it. */
const ends: ReadonlyArray<readonly [what: string, does: (socket: Socket) => void, said: RegExp]> = [
  ["closes at once", (socket) => socket.destroy(), /the connection was (?:closed|reset)/u],
  ["resets at once", (socket) => socket.resetAndDestroy(), /the connection was reset/u],
  ["speaks another protocol", (socket) => socket.end("SSH-2.0-OpenSSH_9.0\r\n"), /does not answer/u],
  ["speaks TLS", (socket) => socket.end(Buffer.from([22, 3, 1, 0, 200, 1, 0, 0])), /does not answer/u],
  [
    "breaks off in a chunk",
    (socket) => socket.end(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", 'ff\r\n{"ki')),
    /does not answer/u
  ],
  [
    "sends a chunk without a size",
    (socket) => socket.write(answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", '5\r\n{"kin\r\nZZ\r\n')),
    /does not answer/u
  ],
  [
    "promises more than it sends",
    (socket) => socket.end(answer("HTTP/1.1 200 OK\r\nContent-Length: 5000", "{}")),
    /does not answer/u
  ],
  [
    "redirects",
    (socket) => socket.end(answer("HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/\r\nContent-Length: 0")),
    /\(302\)/u
  ],
  ["has nothing to say", (socket) => socket.end(answer("HTTP/1.1 204 No Content")), /\(204\)/u],
  [
    "compresses unasked",
    (socket) =>
      socket.end(answer(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${gzipped.length}`, gzipped)),
    /it is not JSON/u
  ],
  [
    "shows a login page",
    (socket) => socket.end(ok("<html>log in</html>")),
    /it is not JSON.*; check the server of the cluster: a login page, say, or a proxy answers there/u
  ],
  ["answers null", (socket) => socket.end(ok("null")), /it is not a list/u],
  ["lists what is no list", (socket) => socket.end(ok('{"metadata":{},"items":{}}')), /it is not a list/u]
]

for (const [what, does, said] of ends) {
  it.live(`an API server that ${what} is told as such, and the server ends as ever`, () =>
    Effect.gen(function* () {
      const listener = yield* Effect.acquireRelease(
        Effect.callback<{ readonly port: number; readonly close: () => void }>((resume) => {
          const server = createServer((socket) => {
            socket.on("error", () => undefined).on("data", () => does(socket))
          })
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            const port = typeof address === "object" && address !== null ? address.port : 0
            resume(Effect.succeed({ port, close: () => void server.close() }))
          })
        }),
        ({ close }) => Effect.sync(close)
      )
      const path = yield* kubeconfigFile(kubeconfigFor(`http://127.0.0.1:${listener.port}`, "kcm-system"))
      const server = yield* startServer({ K0RDENT_MGMT_KUBECONFIG_PATH: path })
      yield* server.initialize
      for (const [id, method] of ["resources/subscribe", "resources/list"].entries()) {
        yield* server.request(id, method, id === 0 ? { uri: "k0rdent://cluster-monitor/kcm-system/demo" } : {})
        const { error } = yield* server.next
        assert.match(JSON.stringify(error), said)
        assert.notMatch(JSON.stringify(error), /log in|SSH|\\n/u)
      }
      const { code, ms } = yield* server.endedAfter(() => server.child.stdin?.end())
      assert.strictEqual(code, 0)
      assert.isBelow(ms, 2000)
      assert.deepStrictEqual(server.errors, [])
    })
  )
}
