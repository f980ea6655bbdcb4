import { fileURLToPath } from "node:url"
import { expect, it } from "@effect/vitest"
import { renderPlain } from "../../src/cli/view.ts"
import { replay } from "../../src/progress/replay.ts"
import { expectationOf, recordingLines, recordingNames, targetOf } from "./recordings.ts"

// What `replay` prints for each recording stands beside it, reviewed as a person would read it. `npm run fixtures` writes
// the stories anew; what changed is then in the diff.
for (const name of recordingNames) {
  it(`tells ${name} as it was reviewed`, async () => {
    const lines = recordingLines(name)
    const start = lines[0]?.at ?? 0
    const story = replay(lines, targetOf(expectationOf(name)))
      .flatMap((update) => renderPlain(update, { origin: start, now: Date.parse(update.timestamp) }))
      .join("\n")
    const file = fileURLToPath(new URL(`../../fixtures/recordings/${name}.story.txt`, import.meta.url))
    await expect(`${story}\n`).toMatchFileSnapshot(file)
  })
}
