import { Duration, Effect, Ref } from "effect"
import { Agent, type Dispatcher, ProxyAgent, Socks5ProxyAgent } from "undici"
import type { Connection } from "../login/credentials.ts"
import { KubeSettings } from "../settings.ts"

/**
 * One pool of HTTP/1.1 connections for everything, so that each watch has a socket of its own and lists share a few.
 * When the TLS identity or the proxy changes, a new pool takes over and the old one ends with its last request.
 */
export const makeConnections = Effect.gen(function* () {
  const settings = yield* KubeSettings
  const scope = yield* Effect.scope
  const pool = yield* Ref.make<{ readonly identity: string; readonly dispatcher: Dispatcher } | undefined>(undefined)
  yield* Effect.addFinalizer(() =>
    Effect.flatMap(Ref.get(pool), (last) => Effect.promise(() => last?.dispatcher.destroy() ?? Promise.resolve()))
  )
  const retire = (dispatcher: Dispatcher) =>
    Effect.promise(() => dispatcher.close()).pipe(
      Effect.onInterrupt(() => Effect.promise(() => dispatcher.destroy())),
      Effect.forkIn(scope, { startImmediately: true })
    )

  return {
    dispatcherFor: Effect.fnUntraced(function* (connection: Connection) {
      const identity = JSON.stringify(connection)
      const current = yield* Ref.get(pool)
      if (current?.identity === identity) return current.dispatcher
      const dispatcher = makeDispatcher(connection, settings)
      yield* Ref.set(pool, { identity, dispatcher })
      if (current !== undefined) yield* retire(current.dispatcher)
      return dispatcher
    }, Effect.uninterruptible)
  }
})

const makeDispatcher = (connection: Connection, settings: KubeSettings): Dispatcher => {
  const timeout = Duration.toMillis(settings.connectTimeout)
  // A half-open connection is found by TCP itself where the network answers at all (30 s, as client-go has it).
  const socket = { keepAlive: true, keepAliveInitialDelay: 30_000, timeout }
  // A watch has no end: only its own idle limit may end it.
  const common = { allowH2: false, bodyTimeout: 0, headersTimeout: Duration.toMillis(settings.headersTimeout) }
  const { proxyUrl } = connection
  if (proxyUrl === undefined) return new Agent({ ...common, connect: { ...connection.tls, ...socket } })
  const requestTls = { ...connection.tls, timeout }
  return /^socks/iu.test(proxyUrl)
    ? new Socks5ProxyAgent(proxyUrl.replace(/^socks5h:/iu, "socks5:"), { ...common, requestTls })
    : new ProxyAgent({ ...common, uri: proxyUrl, requestTls, connect: socket })
}
