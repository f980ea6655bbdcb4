// Writes docs/transcripts: what an assistant is told in three conversations, by the tools as they are now.
import { mkdir, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { Effect } from "effect"
import { conversations } from "./transcripts/conversations.ts"
import { render } from "./transcripts/render.ts"

const write = Effect.fnUntraced(function* (file: string, text: string) {
  yield* Effect.promise(() => mkdir(dirname(file), { recursive: true }))
  yield* Effect.promise(() => writeFile(file, text))
})

await Effect.runPromise(
  Effect.forEach(conversations, (conversation) =>
    Effect.flatMap(render(conversation), ({ file, text }) => write(file, text))
  )
)
