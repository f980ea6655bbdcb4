import { controllers } from "./controllers.ts"

/** Every kind that a table of events or names has by its name. */
const named: ReadonlySet<string> = new Set(
  controllers.flatMap(({ events = [], naming = [] }) => [
    ...events.flatMap(({ kinds }) => kinds),
    ...naming.flatMap(({ example, kinds }) => (kinds instanceof RegExp ? [example.kind] : kinds))
  ])
)

/**
 * What the tables answer about a kind. It is asked several times of each event: of the kinds that they name the answer is there
 * beforehand, of all others it is found each time.
 */
export const ofKind = <A>(answer: (kind: string) => A): ((kind: string) => A) => {
  const known = new Map([...named].map((kind) => [kind, { answer: answer(kind) }]))
  return (kind) => {
    const found = known.get(kind)
    return found === undefined ? answer(kind) : found.answer
  }
}
