import type { ClusterDeployment } from "../domain/clusterDeployment.ts"
import type { KubeEvent } from "../domain/kubeEvent.ts"
import type { Cause } from "./causes.ts"

/** What a milestone proves about the cluster, for the phase and the estimate. */
export type Fact =
  | "helmReleaseCreated"
  | "helmInstalled"
  | "capiProvisioning"
  | "infrastructureReady"
  | "capiProvisioned"
  | "controlPlaneInitialized"
  | "nodeJoined"
  | "servicesDeployed"
  | "capiReady"
  | "deleting"
  | "deleted"

export type Classified =
  /** Worth telling, at most once per `key`; with `windowMs` it may be told again after so long. */
  | {
      readonly _tag: "Milestone"
      readonly message: string
      readonly key: string
      readonly fact?: Fact
      readonly windowMs?: number
    }
  /** Something is wrong. The same `key` within `windowMs` is the same problem, seen again. */
  | { readonly _tag: "Problem"; readonly cause: Cause; readonly key: string; readonly windowMs: number }
  /** Not worth telling, but shows that work goes on. */
  | { readonly _tag: "Movement" }
  | { readonly _tag: "Noise" }

/** What an event that belongs to the cluster means. */
export const classify = (_event: KubeEvent, _cluster: ClusterDeployment): Classified => ({ _tag: "Noise" })
