import type { Bullet } from "../domain/conditionTree.ts"
import { diagnose } from "./causes.ts"
import type { Reading } from "./reading.ts"

/**
 * What of a bullet counts as progress: its place, and its text where the text is part of a normal course. An error text counts
 * by its code only, because ids and times in it differ with every try.
 */
const trace = (bullet: Bullet): string => {
  const cause = bullet.text === "" ? undefined : diagnose(bullet.text)
  const said = cause === undefined ? bullet.text.slice(0, 120) : cause.code
  return `${bullet.head}=${said}[${bullet.children.map(trace).join(",")}]`
}

/** A cluster whose signature has not been seen before has moved; one that flaps between two has not. */
export const signatureOf = (reading: Reading): string =>
  [
    reading.stage,
    reading.capi,
    reading.tree.conditions.map(trace).join(";"),
    `${reading.services.ready}/${reading.services.wanted}`,
    reading.services.inMotion.join(",")
  ].join("|")
