import type { ConditionRow } from "./conditionRow.ts"
import type { ErrorRow } from "./errorRow.ts"
import type { EventRow } from "./eventRow.ts"
import type { MachineRow } from "./machineRow.ts"
import type { NamingRow } from "./namingRow.ts"
import type { Provider, ShapeRow } from "./provider.ts"
import type { GivenUpRow, PhraseRow, WaitingRow } from "./textRow.ts"

/** What is known of one controller or cloud: data, with its source on each row. */
export interface Knowledge {
  /** Its name; of a provider also the word that updates show. */
  readonly name: string
  /** The kinds of object that are its own: no other controller's rows speak of them, but the general ones behind. */
  readonly kinds: RegExp
  /** The API groups of these kinds. */
  readonly groups?: RegExp
  /** Others' kinds in whose texts it is heard: a Machine's condition repeats what its provider says. */
  readonly heardIn?: ReadonlySet<string>
  /** The kind that the examples of its errors are about, unless their row names others. */
  readonly about: string
  readonly naming?: ReadonlyArray<NamingRow>
  readonly events?: ReadonlyArray<EventRow>
  readonly machines?: ReadonlyArray<MachineRow>
  readonly errors?: ReadonlyArray<ErrorRow>
  readonly givenUp?: ReadonlyArray<GivenUpRow>
  readonly conditions?: ReadonlyArray<ConditionRow>
  readonly phrases?: ReadonlyArray<PhraseRow>
  readonly waiting?: ReadonlyArray<WaitingRow>
  readonly shapes?: ReadonlyArray<ShapeRow>
  readonly provider?: Provider
}

/** What of Cluster API, and of the cluster that hosts a control plane, repeats the words of a cloud. */
export const repeatsItsCloud: ReadonlySet<string> = new Set([
  "Cluster",
  "Machine",
  "MachinePool",
  "Service",
  "PersistentVolumeClaim"
])

/** The API groups of Cluster API and of its providers, by its contract. */
export const clusterApiGroups = /^(?:[a-z0-9-]{1,63}\.){0,3}cluster\.x-k8s\.io$/u
