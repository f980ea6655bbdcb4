import { leavesOf, listed } from "../../../domain/conditionTree.ts"
import type { Explanation } from "../../../domain/update/explanation.ts"
import type { State } from "../../state/state.ts"

const replicas = /^(\d+) available replicas, at least (\d+) required/u
const steps = /^(\d+) of (\d+) completed$/u

const sum = (pairs: ReadonlyArray<readonly [number, number]>): string | undefined =>
  pairs.length === 0
    ? undefined
    : `${pairs.reduce((all, [ready]) => all + ready, 0)}/${pairs.reduce((all, [, wanted]) => all + wanted, 0)}`

const pairsOf = (state: State, type: "WorkersAvailable" | "InfrastructureReady", form: RegExp) => {
  const bullet = listed(state.observation.tree, type)
  return (bullet === undefined ? [] : leavesOf(bullet)).flatMap(({ text }) => {
    const match = form.exec(text)
    return match === null ? [] : [[Number(match[1]), Number(match[2])] as const]
  })
}

/** Machines of the control plane that joined, of those that events have told of. */
const controlPlane = (state: State): string | undefined => {
  const machines = [...state.machines].filter((name) => /-(?:cp|control-plane)-/u.test(name))
  if (machines.length === 0) return undefined
  const bullet = listed(state.observation.tree, "ControlPlaneMachinesReady")
  const open = new Set(
    (bullet === undefined ? [] : leavesOf(bullet)).flatMap(({ path }) => path.map(({ head }) => head))
  )
  const missing = machines.filter((name) => [...open].some((head) => head.includes(name)))
  return `${machines.length - missing.length}/${machines.length}`
}

/** How many there are of how many, as far as the status tells. */
export const countsOf = (state: State): Explanation["step"]["counts"] => {
  const { services } = state.observation
  const workers = sum(pairsOf(state, "WorkersAvailable", replicas))
  const infrastructure = sum(pairsOf(state, "InfrastructureReady", steps).slice(0, 1))
  const control = controlPlane(state)
  return {
    ...(control === undefined ? {} : { controlPlane: control }),
    ...(workers === undefined ? {} : { workers }),
    ...(services.wanted === 0 ? {} : { services: `${services.ready}/${services.wanted}` }),
    ...(infrastructure === undefined ? {} : { infrastructure })
  }
}
