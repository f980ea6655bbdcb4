import { createServer, connect as dial, type Socket } from "node:net"
import { Effect, type Scope } from "effect"
import { kubeconfigFile } from "../../support/files.ts"
import { ControlPlane } from "./ControlPlane.ts"

/** A line to the API server that can be cut, which the API server does not notice more than its clients do. */
export interface Line {
  /** Leads to the API server by this line. */
  readonly kubeconfigPath: string
  /** Breaks all connections, and refuses new ones. */
  readonly cut: Effect.Effect<void>
  readonly mend: Effect.Effect<void>
}

export const makeLine: Effect.Effect<Line, never, ControlPlane | Scope.Scope> = Effect.gen(function* () {
  const { config } = yield* ControlPlane
  const sockets = new Set<Socket>()
  let isCut = false
  const follow = (socket: Socket, other: Socket): void => {
    sockets.add(socket)
    socket
      .on("error", () => undefined)
      .once("close", () => {
        sockets.delete(socket)
        other.destroy()
      })
      .pipe(other)
  }
  const server = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = dial(config.apiServerPort, "127.0.0.1")
    follow(near, far)
    follow(far, near)
  })
  const cut = Effect.sync(() => {
    isCut = true
    for (const socket of sockets) socket.destroy()
  })
  const port = yield* Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<number>((resolve) => {
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            resolve(typeof address === "object" && address !== null ? address.port : 0)
          })
        })
    ),
    () =>
      Effect.andThen(
        cut,
        Effect.sync(() => void server.close())
      )
  )
  const text = config.kubeconfigYaml.replace(config.server, `https://127.0.0.1:${port}`)
  const kubeconfigPath = yield* kubeconfigFile(text)
  return {
    kubeconfigPath,
    cut,
    mend: Effect.sync(() => {
      isCut = false
    })
  }
})
