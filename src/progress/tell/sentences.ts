import type { Stage } from "../../domain/phase.ts"
import { changeOf, isFirstBuild } from "../state/change.ts"
import type { State } from "../state/state.ts"
import { inDuration } from "../text/duration.ts"

/** What has been achieved when a stage begins, and what goes on in it. */
const arrival: Readonly<Record<Exclude<Stage, "Ready">, string>> = {
  Initializing: "Preparing the cluster's Helm release",
  Provisioning: "Creating the cloud infrastructure",
  Bootstrapping: "Infrastructure is ready; bringing up the control plane",
  Scaling: "The control plane is up; bringing up the machines",
  Installing: "The cluster is up; installing its services"
}
const managedArrival: Partial<typeof arrival> = {
  Bootstrapping: "Bringing up the cloud's managed control plane"
}
const adoptedArrival: Partial<typeof arrival> = {
  Installing: "The cluster is adopted; installing its services"
}

/** How a stage is announced, by the kind of control plane, and by whether the cluster stood before. */
export const arrivalText = (state: State, stage: Exclude<Stage, "Ready">): string => {
  if (state.cluster.dryRun) return "Nothing is being created"
  const change = changeOf(state)
  if (change !== undefined && stage === "Scaling") {
    return change.since === undefined
      ? `The cluster stands${state.observation.capi === "done" ? "" : ", but not all of its machines are ready"}`
      : "A change of the cluster is being rolled out"
  }
  const { services, shape } = state.observation
  if (shape === "adopted" && stage === "Installing" && services.wanted === 0) return "The cluster is adopted"
  return (
    (shape === "managed" ? managedArrival[stage] : shape === "adopted" ? adoptedArrival[stage] : undefined) ??
    arrival[stage]
  )
}

/** The last sentence of a story that ends well. */
export const readyText = (state: State): string => {
  const { cluster, observation, now } = state
  const change = changeOf(state)
  const services =
    observation.services.wanted === 0
      ? ""
      : ` with ${observation.services.wanted === 1 ? "its service" : `all ${observation.services.wanted} services`} deployed`
  const ready = `Cluster ${cluster.namespace}/${cluster.name} is ready${services}`
  if (observation.shape === "adopted") return `${ready}. kcm does not check whether an adopted cluster answers.`
  if (state.told === undefined) return `${ready}.`
  if (change !== undefined && !isFirstBuild(state)) {
    return change.since === undefined ? `${ready}.` : `${ready}; the change took ${inDuration(now - change.since)}.`
  }
  const since = isFirstBuild(state) ? cluster.createdAt : state.startedAt
  return since === undefined ? `${ready}.` : `${ready} after ${inDuration(now - since)}.`
}
