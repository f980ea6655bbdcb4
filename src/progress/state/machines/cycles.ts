import type { KubeEvent, ObjectRef } from "../../../domain/event/kubeEvent.ts"

/**
 * What is remembered to tell a controller that goes on from one that goes in a circle: it creates, fails, and creates again, and
 * the events of its success are as many as those of its failure.
 */
export interface Cycles {
  /** When an object's event of this reason was last seen, by object and reason; epoch milliseconds. */
  readonly steps: ReadonlyMap<string, number>
  /** When an object last complained. */
  readonly troubles: ReadonlyMap<string, number>
  /** How many machines of a MachineSet went without ever having had a Node, since one had. */
  readonly replaced: ReadonlyMap<string, number>
}

export const noCycles: Cycles = { steps: new Map(), troubles: new Map(), replaced: new Map() }

/** So many like cycles are a loop. */
const loop = 3

/** MachineSets whose machines are replaced again and again without one Node, and how often that has been. */
export const replacementLoops = ({
  replaced
}: Cycles): ReadonlyArray<{ readonly name: string; readonly times: number }> =>
  [...replaced].flatMap(([name, times]) => (times >= loop ? [{ name, times }] : []))

/** More objects than this are not kept apart: the one that was heard of longest ago is forgotten. */
const maxEntries = 500

const noted = <A>(known: ReadonlyMap<string, A>, key: string, value: A): ReadonlyMap<string, A> => {
  const others = [...known].filter(([other]) => other !== key)
  return new Map([...others.slice(-(maxEntries - 1)), [key, value]])
}

const objectKey = ({ kind, name }: ObjectRef): string => `${kind}/${name}`
const stepKey = ({ reason, regarding }: KubeEvent): string => `${objectKey(regarding)} ${reason.toLowerCase()}`

/** Whether an object does again what it did before it complained: it has come back to where it was. */
export const isAgain = ({ replaced, steps, troubles }: Cycles, event: KubeEvent): boolean => {
  const { kind, name } = event.regarding
  if (kind === "MachineSet" && (replaced.get(name) ?? 0) >= loop - 1) return true
  const before = steps.get(stepKey(event))
  const trouble = troubles.get(objectKey(event.regarding))
  return before !== undefined && trouble !== undefined && trouble >= before
}

export const withStep = (cycles: Cycles, event: KubeEvent): Cycles => ({
  ...cycles,
  steps: noted(cycles.steps, stepKey(event), event.at)
})

export const withTrouble = (cycles: Cycles, event: KubeEvent): Cycles => ({
  ...cycles,
  troubles: noted(cycles.troubles, objectKey(event.regarding), event.at)
})

const deletedMachine = /^Deleted [Mm]achine "([^"]{1,253})"/u

/** Counts machines that a MachineSet has given up; `waiting` says which of its machines never had a Node. */
export const withReplacement = (cycles: Cycles, event: KubeEvent, waiting: (machine: string) => boolean): Cycles => {
  const { kind, name } = event.regarding
  if (kind === "Machine" && event.reason === "SuccessfulSetNodeRef") {
    const left = [...cycles.replaced].filter(([set]) => !name.startsWith(`${set}-`))
    return left.length === cycles.replaced.size ? cycles : { ...cycles, replaced: new Map(left) }
  }
  const machine =
    kind === "MachineSet" && event.reason === "SuccessfulDelete" ? deletedMachine.exec(event.message)?.[1] : undefined
  if (machine === undefined || !waiting(machine)) return cycles
  return { ...cycles, replaced: noted(cycles.replaced, name, (cycles.replaced.get(name) ?? 0) + 1) }
}

const prefix = /^(?:failedto|failed|successfully|successful|success|error)/u
const suffix = /(?:failed|succeeded|success|error|completed|done)$/u

/** `FailedCreateVpc`, `SuccessfulCreateVpc`: what was tried, whichever way it went; undefined where the reason does not name it. */
export const verbOf = (reason: string): string | undefined => {
  const plain = reason.toLowerCase().replace(/[^a-z0-9]/gu, "")
  const verb = plain.replace(prefix, "").replace(suffix, "")
  return verb === plain || verb === "" ? undefined : verb
}
