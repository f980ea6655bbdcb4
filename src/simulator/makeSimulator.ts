import { createServer, type Server } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { Clock, Duration, Effect, FiberSet, type Scope } from "effect"
import { SimulatorError } from "./errors.ts"
import { makeFaults, type OpenWatch } from "./faults.ts"
import { handle } from "./http/api.ts"
import type { WatchContext } from "./http/watch.ts"
import { kubeconfigFor } from "./kubeconfig.ts"
import type { SimulatorHandle } from "./Simulator.ts"
import { resourceOf } from "./store/objects.ts"
import { makeStore } from "./store/store.ts"

/** Where the simulator listens, and how much it remembers. */
export interface SimulatorOptions {
  /** 0 or absent: any free one. */
  readonly port?: number
  /** The namespace of the kubeconfig's context. */
  readonly namespace?: string
  /** How many changes a watch can look back upon, at least. */
  readonly historyLimit?: number
  /** See `WatchContext`; a real server's default is half an hour. */
  readonly minTimeoutSeconds?: number
}

const host = "127.0.0.1"

const listen = (server: Server, port: number) =>
  Effect.callback<number, SimulatorError>((resume) => {
    const failed = (error: Error) =>
      resume(new SimulatorError({ reason: "port", message: `cannot listen on ${host}:${port}: ${error.message}` }))
    server.once("error", failed)
    server.listen(port, host, () => {
      server.off("error", failed)
      const address: AddressInfo | string | null = server.address()
      resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : port))
    })
  })

const close = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

/**
 * Starts the embedded management cluster: an API server on the loopback interface that lives as long as the scope.
 * Clients can only read; whatever changes, changes through the handle.
 */
export const makeSimulator = Effect.fn("makeSimulator")(function* (
  options: SimulatorOptions = {}
): Effect.fn.Return<SimulatorHandle, SimulatorError, Scope.Scope> {
  const clock = yield* Clock.Clock
  const openWatches = new Set<OpenWatch>()
  const connections = new Set<Socket>()
  const requests: Array<string> = []
  const store = makeStore(options.historyLimit ?? 10_000)
  const namespace = options.namespace ?? "kcm-system"
  store.ensureNamespace(namespace, clock.currentTimeMillisUnsafe())
  const faults = makeFaults(openWatches)
  const context: WatchContext = {
    store,
    faults,
    openWatches,
    now: () => clock.currentTimeMillisUnsafe(),
    minTimeoutSeconds: options.minTimeoutSeconds ?? 1800
  }

  const run = yield* FiberSet.makeRuntime()
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    run(
      handle(context, request, response).pipe(
        Effect.catchDefect((defect) => {
          response.destroy()
          return Effect.logError("the simulator could not answer", request.url, defect)
        })
      )
    )
  })
  server.on("connection", (socket) => {
    connections.add(socket)
    socket.once("close", () => connections.delete(socket))
  })
  const port = yield* Effect.acquireRelease(listen(server, options.port ?? 0), () => close(server))
  const url = `http://${host}:${port}`

  return {
    url,
    port,
    kubeconfig: kubeconfigFor(url, namespace),
    apply: ({ type, object }) =>
      Effect.sync(() => {
        const { namespace, name } = object.metadata
        if (type === "DELETED") store.remove(resourceOf(object), namespace, name, object)
        else store.put(object, context.now())
      }),
    put: (object) => Effect.sync(() => store.put(object, context.now())),
    remove: (resource, namespace, name) => Effect.sync(() => store.remove(resource, namespace, name)),
    closeWatches: (how) =>
      Effect.sync(() => {
        for (const { body } of [...openWatches]) {
          if (how === "clean") body.end()
          else body.reset()
        }
      }),
    fault: (fault, match) => Effect.sync(() => faults.set(fault, match)),
    clear: Effect.sync(() => faults.clear()),
    compact: Effect.sync(() => store.compact()),
    restart: Effect.fnUntraced(function* ({ down, loseHistory } = {}) {
      yield* close(server)
      if (loseHistory === true) store.compact()
      if (down !== undefined) yield* Effect.sleep(Duration.fromInputUnsafe(down))
      yield* Effect.orDie(listen(server, port))
    }),
    stats: Effect.sync(() => ({
      openWatches: openWatches.size,
      openConnections: connections.size,
      requests: [...requests]
    }))
  }
})
