/** How an object's name shows to which cluster it belongs. `suffix` is matched on what follows the cluster's name. */
export type Naming =
  /** Named like the ClusterDeployment. */
  | { readonly how: "exact" }
  /** The cluster's name, then a suffix of this shape. */
  | { readonly how: "suffix"; readonly suffix: RegExp }
  /** The same; a machine may also be called what spec.config calls it, and then only conditions tell whose it is. */
  | { readonly how: "machine"; readonly suffix: RegExp }
  /** k0smotron's names: `kmc-<cluster>-...`, volume claims with their own word before it. */
  | { readonly how: "hosted"; readonly suffix: RegExp }
  /** Sveltos: `...-capi-<cluster>` or `...-sveltos-<cluster>`; its messages name the cluster, too. */
  | { readonly how: "summary" }
  /** Named by spec.credential. */
  | { readonly how: "credential" }
  /** Shared by clusters, or nobody's: never tied by name. */
  | { readonly how: "never" }

export interface NamingRow {
  readonly kinds: ReadonlyArray<string> | RegExp
  readonly naming: Naming
  /** An object of cluster `demo`; of nobody where `never`. */
  readonly example: { readonly kind: string; readonly name: string }
  readonly source: string
}

export const exact: Naming = { how: "exact" }
export const never: Naming = { how: "never" }
/**
 * Machines, and what is named like its Machine: bootstrap configurations, servers, virtual machines. Source: kcm's
 * remote-cluster has <cluster>-<6 hex>; CAPI and k0smotron <cluster>-cp-<n>, <cluster>-md-<5>-<5>; older providers <template>-<5>.
 */
export const likeItsMachine: Naming = {
  how: "machine",
  suffix:
    /^-(?:[0-9a-f]{6}|(?:[krt]?cp|control-?plane)-[a-z0-9]{1,10}|(?:md|mp|workers?|nodes?|pool|system|user)(?:-[a-z0-9]{1,15}){1,3}|(?:cp-|workers?-|md-)?mt-[a-z0-9]{1,10}|[a-z0-9]+-[a-z0-9]{5}-[a-z0-9]{5})$/u
}
export const suffix = (pattern: RegExp): Naming => ({ how: "suffix", suffix: pattern })
