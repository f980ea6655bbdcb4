import { Effect, Option, Schema } from "effect"
import { ClusterTarget } from "../../domain/names.ts"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { errorCodes, RequestFailure, refused } from "../failures/failures.ts"
import { clusterArgument, fillPrompt, prompts } from "../prompts/prompts.ts"
import { quoted } from "../uri.ts"
import { method } from "./method.ts"

const Get = Schema.Struct({
  name: Schema.String,
  arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
})

const decodeTarget = Schema.decodeUnknownOption(ClusterTarget)

const wrong = (message: string) => new RequestFailure({ code: errorCodes.invalidParams, message })

/** `namespace/name`, or a name alone, which lives in the global namespace. */
const targetIn = (cluster: string, globalNamespace: string): Option.Option<ClusterTarget> => {
  const parts = cluster.trim().split("/")
  const [namespace, name] = parts.length === 1 ? [globalNamespace, parts[0]] : parts
  return parts.length > 2 ? Option.none() : decodeTarget({ namespace, name })
}

/** One prompt, filled in for a cluster. */
export const getPrompt = method("prompts/get", Get, ({ arguments: given = {}, name }, caller) =>
  Effect.gen(function* () {
    const prompt = prompts.find(({ listed }) => listed.name === name)
    if (prompt === undefined) return yield* wrong(`there is no prompt ${quoted(name)}: prompts/list names them`)
    const cluster = new Map(Object.entries(given)).get(clusterArgument) ?? ""
    const { globalNamespace } = yield* ClusterMonitor
    const target = Option.getOrUndefined(targetIn(cluster, globalNamespace))
    if (target === undefined) {
      return yield* wrong(
        `${clusterArgument} must be the namespace/name of a ClusterDeployment, not ${quoted(cluster)}`
      )
    }
    return yield* Effect.mapError(fillPrompt(prompt, target, caller), refused())
  })
)
