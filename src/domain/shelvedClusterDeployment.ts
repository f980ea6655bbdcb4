import { Option } from "effect"
import { type ClusterDeployment, clusterDeploymentOf, nameOf, placementOf } from "./clusterDeployment.ts"
import { type RawClusterDeployment, type RawSpec, readRawClusterDeployment } from "./rawClusterDeployment.ts"
import type { TextMemory } from "./text/textMemory.ts"

/**
 * A ClusterDeployment that nobody follows: its name, and what is read of it as text. A namespace may have tens of thousands, of
 * which a handful are ever looked at; as text they are small, and cost nothing until then.
 */
export interface ShelvedClusterDeployment {
  readonly name: string
  readonly text: string
}

/** Of the configuration the place alone, and of a claim that it is written out: nothing else of them is ever read. */
const shelvedSpec = ({ config, ipamClaim, ...spec }: RawSpec): RawSpec => ({
  ...spec,
  config: { region: placementOf(config) },
  ...(ipamClaim === undefined
    ? {}
    : { ipamClaim: { ...ipamClaim, ...(ipamClaim.spec === undefined ? {} : { spec: {} }) } })
})

const shelved = (raw: RawClusterDeployment): ShelvedClusterDeployment => ({
  name: nameOf(raw),
  text: JSON.stringify(raw.spec === undefined ? raw : { ...raw, spec: shelvedSpec(raw.spec) })
})

/** `None` where `decodeClusterDeployment` has none. */
export const shelveClusterDeployment = (input: unknown): Option.Option<ShelvedClusterDeployment> =>
  Option.map(Option.fromNullishOr(readRawClusterDeployment(input)), shelved)

/** The object as `decodeClusterDeployment` would have read it. */
export const takeFromShelf = ({ text }: ShelvedClusterDeployment, memory?: TextMemory): ClusterDeployment => {
  // What stands on the shelf was read by hand before it was put there.
  const raw: RawClusterDeployment = JSON.parse(text)
  return clusterDeploymentOf(raw, memory)
}
