import type { Option } from "effect"
import type { ClusterEntry, UserEntry } from "./entries.ts"
import type { Stamps } from "./files.ts"

/** The context that is used, as it was found at one moment: one cluster, one user. */
export interface ChosenContext {
  readonly cluster: ClusterEntry
  readonly user: UserEntry
  /** Absent in a pod. */
  readonly context?: string
  readonly namespace: Option.Option<string>
  /** Where it was found, for messages: `the kubeconfig /home/ada/.kube/config (KUBECONFIG)`. */
  readonly source: string
  /** What was noticed that forbids nothing: whole sentences. */
  readonly remarks: ReadonlyArray<string>
  readonly stamps: Stamps
  /** As long as it stays the same, so does the rest. */
  readonly fingerprint: string
}
