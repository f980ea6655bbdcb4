import type { Milestone, ProgressUpdate } from "./progressUpdate.ts"

const asSentence = (text: string): string => (text.endsWith(".") ? text : `${text}.`)
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const without = (text: string, milestone: string): string => {
  const sentence = asSentence(milestone)
  return [capital(sentence), sentence].reduce((left, told) => left.replace(told, () => ""), text)
}

interface Told {
  readonly message: ProgressUpdate["message"]
  readonly milestones?: ReadonlyArray<Pick<Milestone, "message">>
}

/**
 * What an update says beyond its milestones: its message without the sentences that tell them. For a reader who is shown
 * the milestones beside it; empty where the milestones say it all.
 */
export const ownWords = ({ message, milestones = [] }: Told): string => {
  const rest = milestones.reduce((text, milestone) => without(text, milestone.message), message)
  return rest === message
    ? message
    : rest
        .replace(/\(\d+ more milestones before\)/u, "")
        .replaceAll(/\s+/gu, " ")
        .trim()
}
