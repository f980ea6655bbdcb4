import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Data, Effect, type Scope } from "effect"

/** A port cannot be listened on. */
export class CannotListen extends Data.TaggedError("CannotListen")<{ readonly message: string }> {}

export interface Address {
  readonly host: string
  readonly port: number
}

export interface ListenOptions extends Address {
  /** Connections at a time; further ones are closed at once. */
  readonly mostConnections: number
  /** What a client may take to say all it has to say, in milliseconds. */
  readonly requestTimeoutMs: number
}

/** An address as it stands in a URL. */
export const urlOf = ({ host, port }: Address): string => `http://${host.includes(":") ? `[${host}]` : host}:${port}`

const portOf = (address: AddressInfo | string | null, fallback: number): number =>
  typeof address === "object" && address !== null ? address.port : fallback

const close = (server: Server) =>
  Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
    server.closeAllConnections()
  })

/** Serves HTTP for as long as the scope lives. Succeeds with the address once connections are taken. */
export const listen = (
  options: ListenOptions,
  handle: (request: IncomingMessage, response: ServerResponse) => void
): Effect.Effect<Address & { readonly stopAccepting: Effect.Effect<void> }, CannotListen, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.callback<Server, CannotListen>((resume) => {
      const server = createServer(
        {
          requestTimeout: options.requestTimeoutMs,
          headersTimeout: options.requestTimeoutMs,
          keepAliveTimeout: 65_000
        },
        handle
      )
      server.maxConnections = options.mostConnections
      server.once("error", (error) =>
        resume(Effect.fail(new CannotListen({ message: `cannot listen on ${urlOf(options)}: ${error.message}` })))
      )
      server.listen(options.port, options.host, () => resume(Effect.succeed(server)))
    }),
    close
  ).pipe(
    Effect.map((server) => ({
      host: options.host,
      port: portOf(server.address(), options.port),
      stopAccepting: Effect.sync(() => {
        server.close()
        server.closeIdleConnections()
      })
    }))
  )
