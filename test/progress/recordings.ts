import { readdirSync, readFileSync } from "node:fs"
import { Schema } from "effect"
import { Expectation } from "../../fixtures/authoring/expect.ts"
import type { ClusterTarget } from "../../src/domain/names.ts"
import { parseRecordingLine, type RecordingLine } from "../../src/domain/recording.ts"

const folder = new URL("../../fixtures/recordings/", import.meta.url)

/** The names of the recordings in `fixtures/recordings`, without their ending. */
export const recordingNames: ReadonlyArray<string> = readdirSync(folder)
  .filter((file) => file.endsWith(".ndjson"))
  .map((file) => file.replace(/\.ndjson$/u, ""))
  .toSorted()

export const recordingLines = (name: string): ReadonlyArray<RecordingLine> =>
  readFileSync(new URL(`${name}.ndjson`, folder), "utf8")
    .split("\n")
    .flatMap((text) => {
      const parsed = parseRecordingLine(text)
      if (parsed._tag === "Malformed") throw new Error(`${name}: malformed line ${text.slice(0, 80)}`)
      return parsed._tag === "Lines" ? parsed.lines : []
    })

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Expectation))

export const expectationOf = (name: string): Expectation =>
  decode(readFileSync(new URL(`${name}.expect.json`, folder), "utf8"))

export const targetOf = (expectation: Expectation): ClusterTarget => {
  const [namespace = "", name = ""] = expectation.cluster.split("/")
  return { namespace, name }
}
