// Sizes, and with a model of your own the answers: node evals/run.ts. `--show` prints what there is to read, and what is true.
// EVAL_URL (an endpoint that speaks OpenAI's chat completions), EVAL_MODEL, EVAL_KEY.
import { Console, Effect, Schema } from "effect"
import { expectationOf, recordingLines, targetOf } from "../test/progress/recordings.ts"
import { materialAt, tokensIn } from "./material.ts"
import { questions } from "./questions.ts"

const Answer = Schema.Struct({
  choices: Schema.NonEmptyArray(Schema.Struct({ message: Schema.Struct({ content: Schema.String }) }))
})
const decodeAnswer = Schema.decodeUnknownEffect(Answer)

const { EVAL_KEY: key = "", EVAL_MODEL: model = "", EVAL_URL: url } = process.env

const show = process.argv.includes("--show")

const ask = Effect.fnUntraced(function* (endpoint: string, material: string, question: string) {
  const answer = yield* Effect.tryPromise(async (signal): Promise<unknown> => {
    const response = await fetch(endpoint, {
      method: "POST",
      signal,
      headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
      body: JSON.stringify({
        model,
        messages: [
          { role: "system", content: "Answer in two sentences, from this tool result alone." },
          { role: "user", content: `${material}\n\n${question}` }
        ]
      })
    })
    if (!response.ok) throw new Error(`the model answered ${response.status}`)
    return response.json()
  })
  return (yield* decodeAnswer(answer)).choices[0].message.content
})

const evaluate = Effect.gen(function* () {
  for (const { at, question, recording, truth } of questions) {
    const { generic, ours } = materialAt(recordingLines(recording), targetOf(expectationOf(recording)), at)
    const sizes = `${String(tokensIn(ours)).padStart(6)} ${String(tokensIn(generic)).padStart(8)}`
    if (show) {
      yield* Console.log(
        `\n## ${question}\n\nTrue: ${truth.join(" and ")}\n\n### k0rdent-mcp\n\n${ours}\n\n### generic\n\n${generic}`
      )
    }
    if (url === undefined) yield* Console.log(`${sizes}  ${recording} at ${at} s: ${question}`)
    else {
      const answers = yield* Effect.forEach([ours, generic], (material) => ask(url, material, question))
      const right = answers.map((answer) => (truth.every((pattern) => pattern.test(answer)) ? "right" : "wrong"))
      yield* Console.log(`${sizes}  ${right.join(" / ")}  ${recording} at ${at} s: ${question}`)
    }
  }
})

await Effect.runPromise(Effect.andThen(Console.log("  ours  generic  (tokens, about)"), evaluate))
