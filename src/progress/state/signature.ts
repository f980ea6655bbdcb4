import { type Bullet, gathered } from "../../domain/conditionTree.ts"
import { diagnose } from "../interpret/diagnose.ts"
import type { Observation } from "../observe/observation.ts"
import { usefulPart } from "../text/wording.ts"

/** The sentences of a normal course are shorter; in longer texts ids and times may differ with every try. */
const shortText = 80

/**
 * What of a bullet counts as progress: its place, and its text where the text is part of a normal course. An error text counts
 * by its code only, because ids and times in it differ with every try.
 */
const trace = (bullet: Bullet, provider: string): string => {
  const cause = bullet.text === "" ? undefined : diagnose(bullet.text, { kind: "Machine", provider })
  const said =
    cause?.code ??
    (bullet.text.length < shortText && !/[0-9a-f]{8}/iu.test(bullet.text) ? bullet.text : usefulPart(bullet.text, 120))
  return `${bullet.head}=${said}[${bullet.children.map((child) => trace(child, provider)).join(",")}]`
}

/** A cluster whose signature has not been seen before has moved; one that flaps between two has not. */
export const signatureOf = (observation: Observation): string =>
  [
    observation.stage,
    observation.capi,
    observation.tree.conditions
      .map(gathered)
      .map((bullet) => trace(bullet, observation.cloud))
      .join(";"),
    `${observation.services.ready}/${observation.services.wanted}`,
    observation.services.inMotion.join(",")
  ].join("|")
