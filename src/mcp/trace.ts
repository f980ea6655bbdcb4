import { Effect, Tracer } from "effect"

// W3C Trace Context, version 00: version, trace id, parent id, flags; ids of noughts alone are invalid.
const traceparentPattern = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/u

/** Runs a request in a span of its own, below the client's where it told of one: no request is part of a session's span. */
export const inSpan = <A, E, R>(method: string, traceparent: string | undefined, effect: Effect.Effect<A, E, R>) => {
  const [, traceId, spanId, flags] = traceparentPattern.exec(traceparent ?? "") ?? []
  const parent =
    traceId === undefined || spanId === undefined
      ? { root: true }
      : { parent: Tracer.externalSpan({ traceId, spanId, sampled: (Number.parseInt(flags ?? "0", 16) & 1) === 1 }) }
  return Effect.withSpan(effect, method, { kind: "server", attributes: { "mcp.method.name": method }, ...parent })
}
