import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, expect, it } from "@effect/vitest"
import { renderPlain } from "../../src/cli/terminal/view.ts"
import type { ClusterTarget } from "../../src/domain/names.ts"
import type { RecordingLine } from "../../src/domain/recording.ts"
import { clustersIn, replay } from "../../src/progress/replay.ts"
import { expectationOf, linesOf, recordingLines, recordingNames, targetOf } from "./recordings.ts"

const fixtures = new URL("../../fixtures/", import.meta.url)

// What `replay` prints for each recording stands beside it, reviewed as a person would read it. `npm run fixtures` writes
// the stories anew; what changed is then in the diff.
const review = async (path: string, lines: ReadonlyArray<RecordingLine>, target: ClusterTarget) => {
  const start = lines[0]?.at ?? 0
  const story = replay(lines, target)
    .flatMap((update) => renderPlain(update, { origin: start, now: Date.parse(update.timestamp) }))
    .join("\n")
  await expect(`${story}\n`).toMatchFileSnapshot(fileURLToPath(new URL(`${path}.story.txt`, fixtures)))
}

it.each(recordingNames)("tells %s as it was reviewed", (name) =>
  review(`recordings/${name}`, recordingLines(name), targetOf(expectationOf(name)))
)

const collected = readdirSync(new URL("collected/", fixtures)).filter((file) => file.endsWith(".ndjson"))

// What `k0rdent-mcp record` wrote for somebody: a file that was moved here.
it.each(collected)("tells the collected %s as it was reviewed", async (file) => {
  const lines = linesOf(new URL(`collected/${file}`, fixtures))
  const [target] = clustersIn(lines)
  if (target === undefined) return assert.fail(`${file} holds no ClusterDeployment`)
  await review(`collected/${file.replace(/\.ndjson$/u, "")}`, lines, target)
})
