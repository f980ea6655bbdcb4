import { Effect, Option, Schema } from "effect"
import { ClusterTarget } from "../domain/names.ts"
import { UsageError } from "./usage.ts"

const decodeTarget = Schema.decodeUnknownOption(ClusterTarget)

/** `NAMESPACE/NAME`, strictly. */
export const parseTarget = (text: string): Option.Option<ClusterTarget> => {
  const [namespace, name, ...more] = text.split("/")
  return more.length > 0 ? Option.none() : decodeTarget({ namespace, name })
}

/** The one cluster that a command is about. */
export const readTarget = (
  command: string,
  positionals: ReadonlyArray<string>
): Effect.Effect<ClusterTarget, UsageError> => {
  const text = positionals.join(" ")
  return Effect.mapError(
    Effect.fromOption(parseTarget(text)),
    () =>
      new UsageError({
        message: `${command}: expected one NAMESPACE/NAME of a ClusterDeployment${text === "" ? "" : `, not ${JSON.stringify(text)}`}`
      })
  )
}
