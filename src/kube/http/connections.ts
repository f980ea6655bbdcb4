import { Duration, Effect, Option, Predicate, Ref } from "effect"
import { Agent, buildConnector, type Dispatcher } from "undici"
import { configError } from "../errors/configError.ts"
import type { Access, Connection } from "../login/Access.ts"
import { KubeSettings } from "../settings.ts"
import { proxyDispatcher, type SocketOptions } from "./proxies.ts"
import { tlsOptions } from "./tlsOptions.ts"

/** What tells one pool from another. */
const identityOf = (server: URL, { proxy, tls, zone }: Connection): string =>
  JSON.stringify([server.origin, Option.getOrUndefined(proxy)?.url.href, tls, zone])

/** OpenSSL's word for it: EE_KEY_TOO_SMALL. */
const codeIn = (cause: unknown): string =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)
    ? `: ${cause.code
        .replace(/^ERR_(?:SSL|OSSL)_/u, "")
        .replaceAll("_", " ")
        .toLowerCase()}`
    : ""

/**
 * One pool of HTTP/1.1 connections for everything, so that each watch has a socket of its own and lists share a few.
 * When the server, the TLS identity or the proxy changes, a new pool takes over and the old one ends with its last
 * request.
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
    dispatcherFor: Effect.fnUntraced(function* ({ chosen, connection, server }: Access) {
      const identity = identityOf(server, connection)
      const current = yield* Ref.get(pool)
      if (current?.identity === identity) return current.dispatcher
      const dispatcher = yield* Effect.try({
        try: () => makeDispatcher(server, connection, settings),
        catch: (cause) => configError(`The certificates of ${chosen.source} cannot be used${codeIn(cause)}.`)
      })
      yield* Ref.set(pool, { identity, dispatcher })
      if (current !== undefined) yield* retire(current.dispatcher)
      return dispatcher
    }, Effect.uninterruptible)
  }
})

/** A connector to an address whose zone stands in no URL. */
const withinZone = (zone: string, options: buildConnector.BuildOptions): buildConnector.connector => {
  const connect = buildConnector(options)
  return (wanted, callback) => connect({ ...wanted, hostname: `${wanted.hostname}%${zone}` }, callback)
}

const makeDispatcher = (server: URL, { proxy, tls, zone }: Connection, settings: KubeSettings): Dispatcher => {
  const timeout = Duration.toMillis(settings.connectTimeout)
  const encrypted = server.protocol === "https:" || Option.exists(proxy, ({ url }) => url.protocol === "https:")
  const options: SocketOptions = {
    tls: encrypted ? tlsOptions(tls) : {},
    timeout,
    // A watch has no end: only its own idle limit may end it.
    common: { allowH2: false, bodyTimeout: 0, headersTimeout: Duration.toMillis(settings.headersTimeout) }
  }
  // A half-open connection is found by TCP itself where the network answers at all (30 s, as client-go has it).
  const socket = { keepAlive: true, keepAliveInitialDelay: 30_000, timeout }
  return Option.match(proxy, {
    onNone: () => {
      const connect = { ...options.tls, ...socket }
      return new Agent({
        ...options.common,
        connect: zone === undefined ? connect : withinZone(zone, { ...connect, allowH2: false })
      })
    },
    onSome: (through) => proxyDispatcher(through, server, options)
  })
}
