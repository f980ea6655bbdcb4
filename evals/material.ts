// What an assistant is given to answer from: by this server, and by a server that hands on what Kubernetes says.
import { stringify } from "yaml"
import type { ClusterTarget } from "../src/domain/names.ts"
import type { RecordingLine } from "../src/domain/recording.ts"
import { describeUpdate } from "../src/mcp/tools/describe/describeUpdate.ts"
import { replay } from "../src/progress/replay.ts"

export interface Material {
  readonly ours: string
  readonly generic: string
}

/** About what tokenizers make of English and YAML; the same for both sides, so that their ratio holds. */
export const tokensIn = (text: string): number => Math.ceil(text.length / 4)

const standing = (lines: ReadonlyArray<RecordingLine>) => {
  const objects = new Map<string, RecordingLine["object"]>()
  for (const { object, type } of lines) {
    const key = `${object.kind} ${object.metadata.namespace}/${object.metadata.name}`
    if (type === "DELETED") objects.delete(key)
    else objects.set(key, object)
  }
  return [...objects.values()]
}

/** `getState` of this server; and the object and the namespace's events as YAML, as a generic Kubernetes server answers. */
export const materialAt = (lines: ReadonlyArray<RecordingLine>, target: ClusterTarget, seconds: number): Material => {
  const until = (lines[0]?.at ?? 0) + seconds * 1000
  const seen = lines.filter(({ at }) => at <= until)
  const update = replay(seen, target).at(-1)
  const objects = standing(seen)
  const own = objects.filter(({ kind, metadata }) => kind === "ClusterDeployment" && metadata.name === target.name)
  const events = objects.filter(({ kind }) => kind === "Event")
  return {
    ours: update === undefined ? "" : describeUpdate(update),
    generic: `${stringify(own)}---\n${stringify(events)}`
  }
}
