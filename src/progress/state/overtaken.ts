import { gathered, leavesOf, objectsOf } from "../../domain/conditionTree.ts"
import { complains } from "../interpret/complaint.ts"
import { diagnose } from "../interpret/diagnose.ts"
import { ownerOf } from "../knowledge/ownerOf.ts"
import type { Observation } from "../observe/observation.ts"
import type { Problem } from "./problems.ts"

/** Machines of which the conditions speak without complaint. */
const atWork = ({ cloud, tree }: Observation): ReadonlySet<string> => {
  const leaves = tree.conditions.flatMap((bullet) => leavesOf(gathered(bullet)))
  const calm = (text: string): boolean =>
    !complains(text) && diagnose(text, { kind: "Machine", provider: cloud }) === undefined
  const namesOf = (wanted: (text: string) => boolean): ReadonlyArray<string> =>
    leaves.flatMap(({ path, text }) => (wanted(text) ? path.flatMap(({ head }) => objectsOf(head)?.names ?? []) : []))
  const loud = new Set(namesOf((text) => !calm(text)))
  return new Set(namesOf(calm).filter((name) => !loud.has(name)))
}

/** An event of what conditions complain of, too, as long as it lasts. */
const isRepeatedByConditions = ({ object, origin }: Problem): boolean =>
  origin === "event" && ownerOf(object.kind)?.provider?.conditionsComplain === true

/**
 * What a first look can judge by: an event lives on for an hour, whatever has happened since. Where a cloud's conditions repeat
 * what goes wrong with a machine, and now say only what is being done, its event has been overtaken.
 */
export const notOvertaken = (
  problems: ReadonlyMap<string, Problem>,
  observation: Observation
): ReadonlyMap<string, Problem> => {
  if (![...problems.values()].some(isRepeatedByConditions)) return problems
  const names = atWork(observation)
  return new Map(
    [...problems].filter(([, problem]) => !isRepeatedByConditions(problem) || !names.has(problem.object.name))
  )
}
