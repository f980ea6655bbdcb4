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

export const linesOf = (file: URL): ReadonlyArray<RecordingLine> =>
  readFileSync(file, "utf8")
    .split("\n")
    .flatMap((text) => {
      const parsed = parseRecordingLine(text)
      if (parsed._tag === "Malformed") throw new Error(`${file.pathname}: malformed line ${text.slice(0, 80)}`)
      return parsed._tag === "Lines" ? parsed.lines : []
    })

export const recordingLines = (name: string): ReadonlyArray<RecordingLine> => linesOf(new URL(`${name}.ndjson`, folder))

const decode = Schema.decodeUnknownSync(Schema.fromJsonString(Expectation))

export const expectationOf = (name: string): Expectation =>
  decode(readFileSync(new URL(`${name}.expect.json`, folder), "utf8"))

/** `namespace/name`. */
export const targetIn = (cluster: string): ClusterTarget => {
  const [namespace = "", name = ""] = cluster.split("/")
  return { namespace, name }
}

export const targetOf = (expectation: Expectation): ClusterTarget => targetIn(expectation.cluster)

/** What a list shows at a moment of a recording, as the first lines of another one. */
export const listedAt = (lines: ReadonlyArray<RecordingLine>, at: number): ReadonlyArray<RecordingLine> => {
  const objects = new Map<string, RecordingLine>()
  for (const line of lines.filter((one) => one.at <= at)) {
    const { kind, metadata } = line.object
    const key = `${kind}/${metadata.namespace}/${metadata.name}`
    if (line.type === "DELETED") objects.delete(key)
    else objects.set(key, { ...line, type: "ADDED", at })
  }
  return [...objects.values()]
}
