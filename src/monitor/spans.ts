import { Effect, References, type Tracer } from "effect"

type InSpan = <A, E, R>(
  effect: Effect.Effect<A, E, R>,
  attributes?: Tracer.SpanOptions["attributes"]
) => Effect.Effect<A, E, R>

/**
 * A span of this name around an effect that runs for each event or update; nothing at all where nobody traces, because a span that
 * nobody sees costs as much as the rest. Where the call stands in the source is not found out anew each time.
 */
export const spanNamed = (name: string): Effect.Effect<InSpan> =>
  Effect.map(
    References.TracerEnabled,
    (enabled): InSpan =>
      enabled
        ? (effect, attributes) =>
            Effect.withSpan(effect, name, {
              captureStackTrace: false,
              ...(attributes === undefined ? {} : { attributes })
            })
        : (effect) => effect
  )
