import type { StoredObject } from "../store/objects.ts"
import type { ApiResource } from "../store/resources.ts"
import { keyOf, type Store } from "../store/store.ts"
import { encodeContinue, type ListOptions } from "./listOptions.ts"
import { expiredContinue, makeStatus, type StatusBody, tooLarge } from "./status.ts"

export type ListResult =
  | { readonly _tag: "Refused"; readonly status: StatusBody }
  | {
      readonly _tag: "Page"
      readonly items: ReadonlyArray<StoredObject>
      readonly metadata: {
        readonly resourceVersion: string
        readonly continue?: string
        readonly remainingItemCount?: number
      }
    }

const refused = (status: StatusBody): ListResult => ({ _tag: "Refused", status })

/**
 * The revision a list shows. Every page of a list shows the revision of its first page; a limit beside a version
 * means exactly that version, for historical reasons (Kubernetes API concepts, "Semantics for get and list").
 */
const shownRevision = (options: ListOptions, current: number): number => {
  const { continue: token, resourceVersion = 0, match, limit } = options
  if (token !== undefined) return token.rv < 0 ? current : token.rv
  const exact = match === "Exact" || (match === undefined && limit > 0)
  return exact && resourceVersion > 0 ? resourceVersion : current
}

/** Answers a list from the store, page by page, as the API server does. */
export const listPage = (store: Store, resource: ApiResource, options: ListOptions): ListResult => {
  const current = store.revision()
  const asked = options.resourceVersion ?? 0
  if (asked > current) return refused(tooLarge(asked, current))
  const revision = shownRevision(options, current)
  const token = options.continue
  const all = store.list(resource.store, revision)
  if (all === undefined) {
    return refused(
      token === undefined
        ? makeStatus(410, { message: "The resourceVersion for the provided list is too old." })
        : // -1: whoever goes on with it accepts a list whose parts are of different times.
          expiredContinue(encodeContinue(-1, token.after))
    )
  }
  const rest = all.filter((object) => (token === undefined || keyOf(object) > token.after) && options.selects(object))
  const items = options.limit > 0 ? rest.slice(0, options.limit) : rest
  const last = items.at(-1)
  const remaining = rest.length - items.length
  return {
    _tag: "Page",
    items,
    metadata: {
      resourceVersion: `${revision}`,
      ...(remaining > 0 && last !== undefined
        ? { continue: encodeContinue(revision, keyOf(last)), remainingItemCount: remaining }
        : {})
    }
  }
}
