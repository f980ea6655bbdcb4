import type { ProgressUpdate } from "./progressUpdate.ts"

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/**
 * What an update says beyond its milestones: its message without the sentences that tell them. For a reader who is shown
 * the milestones beside it; empty where the milestones say it all.
 */
export const ownWords = ({ message, milestones = [] }: ProgressUpdate): string => {
  const rest = milestones.reduce(
    (text, milestone) => text.replace(capital(milestone.message).replace(/\.?$/u, "."), () => ""),
    message
  )
  return rest === message
    ? message
    : rest
        .replace(/\(\d+ more milestones before\)/u, "")
        .replaceAll(/\s+/gu, " ")
        .trim()
}
