/** One object that was made for a cluster, with what its owner needs to know of it. */
export interface OwnedObject {
  readonly kind: string
  readonly name: string
  readonly uid: string
  /** The uids of its owners. */
  readonly owners: ReadonlyArray<string>
  /** True, False, Unknown as its Ready or Available condition says; absent where it has neither. */
  readonly ready?: string
  /** Why it is not ready, in its own words, and what of its spec and status tells most: never more than that. */
  readonly detail: string
}

/** What a look at the objects behind a cluster has found. */
export interface OwnedObjects {
  readonly objects: ReadonlyArray<OwnedObject>
  /** The rights that were missing, in words: `list machines.cluster.x-k8s.io in namespace "x"`. */
  readonly missingRights: ReadonlyArray<string>
  /** Not everything was looked at: there was too much, or too little time. */
  readonly incomplete: boolean
}
