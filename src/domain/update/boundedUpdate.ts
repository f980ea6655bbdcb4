import type { ConditionSummary, ProgressUpdate, ServiceStatus } from "./progressUpdate.ts"

/** The most that an update may take on the wire, in characters of JSON, whatever the object behind it holds. */
export const mostCharacters = 60_000
/** The longest message: what needs more words has other places for them. */
export const longestMessage = 2000

const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, Math.max(0, longest - 1)).trimEnd()}…`

const shorterConditions = (conditions: ReadonlyArray<ConditionSummary>, longest: number) =>
  conditions.map(({ message, ...rest }) => (message === undefined ? rest : { ...rest, message: cut(message, longest) }))

const shorterServices = (services: ReadonlyArray<ServiceStatus>, longest: number) =>
  services.map(({ conditions, failureMessage, ...rest }) => ({
    ...rest,
    ...(failureMessage === undefined ? {} : { failureMessage: cut(failureMessage, longest) }),
    ...(conditions === undefined ? {} : { conditions: shorterConditions(conditions, longest) })
  }))

/** What is given up first where an update is too long for its reader: words of conditions, then whole lists. */
const steps: ReadonlyArray<(update: ProgressUpdate) => ProgressUpdate> = [
  (update) => ({
    ...update,
    ...(update.conditions === undefined ? {} : { conditions: shorterConditions(update.conditions, 300) }),
    services: shorterServices(update.services, 300)
  }),
  ({ conditions: _conditions, ...update }) => ({
    ...update,
    services: update.services.map(({ conditions: _own, ...rest }) => rest)
  }),
  (update) => ({ ...update, milestones: (update.milestones ?? []).slice(-20), services: update.services.slice(0, 50) }),
  ({ milestones: _milestones, ...update }) => ({ ...update, services: [] })
]

const sizeOf = (update: ProgressUpdate): number => JSON.stringify(update).length

/** The update with a message that can be read, and with what it has to lose to be at most `most` characters long. */
export const boundedUpdate = (
  whole: ProgressUpdate,
  most: number = mostCharacters
): { readonly update: ProgressUpdate; readonly truncated: boolean } => {
  const first =
    whole.message.length <= longestMessage ? whole : { ...whole, message: cut(whole.message, longestMessage) }
  let update = first
  for (const step of steps) {
    if (sizeOf(update) <= most) break
    update = step(update)
  }
  return { update, truncated: update !== whole }
}
