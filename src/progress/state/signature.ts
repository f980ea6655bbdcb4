import { gathered, type Leaf, leavesOf, objectsOf } from "../../domain/conditionTree.ts"
import { complains } from "../interpret/complaint.ts"
import type { Reader } from "../interpret/reader.ts"
import type { Observation } from "../observe/observation.ts"
import { usefulPart } from "../text/wording.ts"
import { withoutTimes } from "./withoutTimes.ts"

/** What a cluster's status says, in marks that are the same as long as it says the same. */
export interface Marks {
  /** How far the cluster is: whoever has not seen one of them before has seen it move. */
  readonly steps: ReadonlyArray<string>
  /** What is complained about. A wait that gets a reason is the same wait. */
  readonly complaints: ReadonlyArray<string>
}

/** More objects than this are told apart by their number: Cluster API names no more of those that say the same. */
const namedObjects = 3

/** The sentences of a normal course are shorter; in longer texts ids may differ with every try. */
const shortText = 80

interface Said {
  /** The conditions that lead to it, and the kind of object. */
  readonly place: string
  readonly names: ReadonlyArray<string>
  /** How many objects there are beside those that are named. */
  readonly more: number
  readonly text: string
  readonly complaint?: string
}

const moreIn = (head: string): number => Number(/\.\.\. \((\d{1,9}) more\)$/u.exec(head)?.[1] ?? 0)

const saidBy = ({ path, text }: Leaf, provider: string, { diagnose }: Reader): Said => {
  const owner = path.toReversed().find(({ head }) => objectsOf(head) !== undefined)?.head ?? ""
  const cause = text === "" ? undefined : diagnose(text, { kind: "Machine", provider })
  const complaint = cause?.code ?? (complains(text) ? usefulPart(text, 120).replace(/\d+/gu, "#") : undefined)
  const standing = withoutTimes(text)
  return {
    place: path.map(({ head }) => objectsOf(head)?.kind ?? head).join("/"),
    names: objectsOf(owner)?.names ?? [],
    more: moreIn(owner),
    text: standing.length < shortText && !/[0-9a-f]{8}/iu.test(standing) ? standing : usefulPart(standing, 120),
    ...(complaint === undefined ? {} : { complaint })
  }
}

const whose = (said: ReadonlyArray<Said>): string => {
  const names = new Set(said.flatMap((one) => one.names))
  const count = said.reduce((all, { more }) => all + more, names.size)
  return count > namedObjects ? String(count) : [...names].toSorted().join(",")
}

/** One mark for all that is said alike, of whichever objects: Cluster API groups them by their texts. */
const marks = (all: ReadonlyArray<Said>, words: (said: Said) => string): ReadonlyArray<string> =>
  [...Map.groupBy(all, (said) => `${said.place}=${words(said)}`)].map(([key, said]) => `${key} ${whose(said)}`)

export const marksOf = (observation: Observation, reader: Reader): Marks => {
  const { capi, cloud, services, stage, tree } = observation
  const said = tree.conditions
    .flatMap((bullet) => leavesOf(gathered(bullet)))
    .map((leaf) => saidBy(leaf, cloud, reader))
  const places = marks(said, () => "").toSorted()
  return {
    steps: [
      `${stage}|${capi}|${places.join(";")}`,
      `${services.ready}/${services.wanted} ${services.inMotion.join(",")}`,
      ...marks(
        said.filter(({ complaint }) => complaint === undefined),
        ({ text }) => text
      )
    ],
    complaints: marks(
      said.filter(({ complaint }) => complaint !== undefined),
      ({ complaint = "" }) => `!${complaint}`
    )
  }
}
