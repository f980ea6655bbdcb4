import { Effect, Schema } from "effect"
import type { SimulatorHandle, SimulatorStats } from "../../src/simulator/Simulator.ts"
import { openWatch } from "../contract/readers.ts"

export const clusters = "/apis/k0rdent.mirantis.com/v1beta1/namespaces/kcm-system/clusterdeployments"
export const events = "/api/v1/namespaces/kcm-system/events"

export class ClientError extends Schema.TaggedError<ClientError>()("ClientError", {
  /** The code of the innermost cause, such as ECONNREFUSED; "" where there is none. */
  code: Schema.String,
  message: Schema.String
}) {}

const innermost = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause !== undefined ? innermost(thrown.cause) : thrown

const clientError = (thrown: unknown): ClientError => {
  const cause = innermost(thrown)
  const code = cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : ""
  return new ClientError({ code, message: String(thrown) })
}

/** Runs client code; what it throws becomes a ClientError. */
export const client = <A>(run: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, ClientError> =>
  Effect.tryPromise({ try: (signal) => run(signal), catch: clientError })

export const get = (simulator: SimulatorHandle, path: string, init?: RequestInit) =>
  client(async (signal) => {
    const response = await fetch(`${simulator.url}${path}`, { ...init, signal })
    return { status: response.status, headers: response.headers, text: await response.text() }
  })

/** An open watch that disconnects when the scope closes. */
export const watch = (simulator: SimulatorHandle, path: string) =>
  Effect.acquireDisposable(client(() => openWatch((signal) => fetch(`${simulator.url}${path}`, { signal }))))

/** Waits, by the clock on the wall and for 5 seconds at most, until the statistics satisfy a condition. */
export const eventually = (simulator: SimulatorHandle, holds: (stats: SimulatorStats) => boolean) =>
  client(async () => {
    const deadline = performance.now() + 5000
    for (;;) {
      const stats = await Effect.runPromise(simulator.stats)
      if (holds(stats)) return stats
      if (performance.now() > deadline)
        throw new Error(`still ${JSON.stringify({ ...stats, requests: stats.requests.length })}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
