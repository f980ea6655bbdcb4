import { Effect, Schema } from "effect"
import { errorCodes, RequestFailure } from "../failures/failures.ts"
import { prompts } from "../prompts/prompts.ts"
import { clusterUriTemplate } from "../uri.ts"
import { completeCluster, completePrompt } from "./completion.ts"
import { method } from "./method.ts"

const Complete = Schema.Struct({
  ref: Schema.Struct({
    type: Schema.String,
    uri: Schema.optionalKey(Schema.String),
    name: Schema.optionalKey(Schema.String)
  }),
  argument: Schema.Struct({ name: Schema.String, value: Schema.String }),
  context: Schema.optionalKey(
    Schema.Struct({ arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)) })
  )
})

/** Values for an argument that is being typed. */
export const complete = method("completion/complete", Complete, ({ argument, context, ref }, caller) =>
  ref.type === "ref/resource" && ref.uri === clusterUriTemplate
    ? completeCluster(argument, context?.arguments ?? {}, caller)
    : ref.type === "ref/prompt" && prompts.some(({ listed }) => listed.name === ref.name)
      ? completePrompt(argument, caller)
      : Effect.fail(
          new RequestFailure({
            code: errorCodes.invalidParams,
            message: `only the arguments of ${clusterUriTemplate} and of the prompts can be completed`
          })
        )
)
