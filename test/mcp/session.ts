import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js"
import { Cause, Deferred, Duration, Effect, Layer, Queue, Stream } from "effect"
import { targetKey } from "../../src/domain/names.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import type { McpServerOptions } from "../../src/mcp/offer/options.ts"
import { serveSession } from "../../src/mcp/serve/serveSession.ts"
import { McpTransport } from "../../src/mcp/transport/McpTransport.ts"
import { ClusterMonitor } from "../../src/monitor/ClusterMonitor.ts"
import { MonitorError } from "../../src/monitor/errors.ts"
import type { MonitorableCluster } from "../../src/monitor/look/monitorable.ts"
import type { NamespacePolicy } from "../../src/monitor/policy.ts"
import type { Waiting, WaitResult } from "../../src/monitor/wait/wait.ts"
import { heldMessage, StrictClient } from "./schema.ts"
import { update } from "./updates.ts"

/** One subscription that the stage's monitor has been asked for. */
export interface Asked {
  readonly key: string
  readonly client: string | undefined
  readonly namespaces: NamespacePolicy | undefined
  /** Decides about it: it stands, or it is refused. */
  readonly verdict: Deferred.Deferred<void, MonitorError>
  readonly tell: (update: ProgressUpdate) => Effect.Effect<void>
  /** Ends the story without a terminal update, as a defect of the monitor would. */
  readonly crash: Effect.Effect<void>
}

/** One wait that the stage's monitor has been asked for. */
export interface Awaited {
  readonly progress: Waiting["progress"]
  readonly verdict: Deferred.Deferred<WaitResult, MonitorError>
}

/** A monitor that does what the test says, and notes what was opened and closed. */
export const makeStage = Effect.fnUntraced(function* (clusters: ReadonlyArray<MonitorableCluster> = []) {
  const asked = yield* Queue.unbounded<Asked>()
  const waiting = yield* Queue.unbounded<Awaited>()
  const opened: Array<string> = []
  const closed: Array<string> = []
  const snapshot: ClusterMonitor["Service"]["snapshot"] = ({ name, namespace }) =>
    name === "absent"
      ? Effect.fail(
          new MonitorError({ reason: "notFound", message: `ClusterDeployment ${namespace}/absent was not found` })
        )
      : namespace === "secret"
        ? Effect.fail(new MonitorError({ reason: "namespaceNotAllowed", message: 'namespace "secret" is not allowed' }))
        : name === "broken"
          ? Effect.die(new Error("token abc123 in a stack"))
          : Effect.succeed(update({ metadata: { ...update().metadata, name, namespace } }))
  const layer = Layer.succeed(ClusterMonitor, {
    globalNamespace: "kcm-system",
    open: Effect.fnUntraced(function* (target, options) {
      const key = targetKey(target)
      const updates = yield* Queue.unbounded<ProgressUpdate>()
      const verdict = yield* Deferred.make<void, MonitorError>()
      yield* Effect.acquireRelease(
        Effect.sync(() => opened.push(key)),
        () => Effect.sync(() => closed.push(key))
      )
      yield* Queue.offer(asked, {
        key,
        client: options?.client,
        namespaces: options?.namespaces,
        verdict,
        tell: (it) => Effect.asVoid(Queue.offer(updates, it)),
        crash: Effect.asVoid(Queue.failCause(updates, Cause.die(new Error("token abc123"))))
      })
      yield* Deferred.await(verdict)
      return Stream.fromQueue(updates).pipe(Stream.takeUntil((it) => it.terminal === true))
    }),
    admit: (_target, options) =>
      options?.timeout !== undefined && Duration.isGreaterThan(options.timeout, Duration.hours(4))
        ? Effect.fail(new MonitorError({ reason: "invalidTimeout", message: "at most 14400 s" }))
        : Effect.void,
    subscribe: () => Stream.empty,
    snapshot,
    timeline: (target) => Effect.map(snapshot(target), (it) => ({ update: it, cursor: "here" })),
    wait: (_target, options) =>
      Effect.gen(function* () {
        const verdict = yield* Deferred.make<WaitResult, MonitorError>()
        yield* Queue.offer(waiting, { progress: options.progress, verdict })
        return yield* Deferred.await(verdict)
      }),
    explain: () => Effect.die(new Error("nobody asks for it here")),
    digest: () => Effect.succeed({ clusters: [], total: 0 }),
    events: () => Effect.succeed({ events: [] }),
    list: (options) => {
      const from = Number(options?.cursor ?? "0")
      const size = options?.pageSize ?? 100
      const next = from + size
      return Effect.succeed({
        clusters: clusters.slice(from, next),
        ...(next < clusters.length ? { nextCursor: String(next) } : {})
      })
    }
  })
  return { asked, waiting, opened, closed, layer }
})

const serve = (transport: Transport, layer: Layer.Layer<ClusterMonitor>, options: Partial<McpServerOptions> = {}) =>
  Effect.forkScoped(
    serveSession({ version: "1.2.3", ...options }).pipe(
      Effect.provide(Layer.merge(layer, McpTransport.layer(transport)))
    ),
    { startImmediately: true }
  )

/** The official client, connected to a session of our server. */
export const connectClient = Effect.fnUntraced(function* (
  layer: Layer.Layer<ClusterMonitor>,
  name = "test",
  options: Partial<McpServerOptions> = {}
) {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
  yield* serve(serverSide, layer, options)
  return yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new StrictClient({ name, version: "1.0.0" })
      await client.connect(clientSide)
      return client
    }),
    (client) => Effect.promise(() => client.close())
  )
})

/** A hand-made client: what it sends goes out as it is, what it gets lies in a queue in its order. */
export const connectRaw = Effect.fnUntraced(function* (layer: Layer.Layer<ClusterMonitor>) {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair()
  const session = yield* serve(serverSide, layer)
  const frames = yield* Queue.unbounded<JSONRPCMessage>()
  clientSide.onmessage = (message) => void Queue.offerUnsafe(frames, message)
  yield* Effect.promise(() => clientSide.start())
  const send = (message: JSONRPCMessage) => Effect.promise(() => clientSide.send(message))
  return {
    session,
    frames,
    send,
    request: (id: number, method: string, params: Record<string, unknown> = {}) =>
      send({ jsonrpc: "2.0", id, method, params }),
    cancel: (requestId: number) => send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } }),
    next: Effect.map(Queue.take(frames), heldMessage),
    close: Effect.promise(() => clientSide.close())
  }
})
