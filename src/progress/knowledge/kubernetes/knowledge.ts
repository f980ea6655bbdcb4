import type { Knowledge } from "../knowledge.ts"
import { apiServerErrors } from "./errors.ts"
import { weatherErrors } from "./weather.ts"
import { workloadErrors } from "./workloads.ts"

/** Kubernetes itself and the network: what everybody repeats. The weather comes last. */
export const kubernetes: Knowledge = {
  name: "kubernetes",
  kinds: /./u,
  about: "MachineSet",
  errors: [...workloadErrors, ...apiServerErrors, ...weatherErrors]
}
