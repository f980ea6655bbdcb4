import { randomUUID } from "node:crypto"
import type { KubeObject } from "../../domain/recording.ts"
import { normalise, type ResourceName, resourceOf, type StoredObject, secondsInstant } from "./objects.ts"

/** One change of one object. `revision` is the resourceVersion it was made at. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED"
  readonly resource: ResourceName
  readonly revision: number
  readonly object: StoredObject
  /** The object before the change; absent for ADDED. */
  readonly previous?: StoredObject
}

/**
 * The simulator's memory: objects, one resourceVersion that only grows, and a bounded history of changes. Nothing in
 * it waits, so every method is one atomic step for all connections.
 */
export interface Store {
  /** The newest resourceVersion handed out. */
  readonly revision: () => number
  /** The oldest resourceVersion whose later changes are all still known. */
  readonly compacted: () => number
  readonly get: (resource: ResourceName, namespace: string | undefined, name: string) => StoredObject | undefined
  /** All objects in the order of their keys, now or as they stood at a revision; undefined where that is forgotten. */
  readonly list: (resource: ResourceName, revision?: number) => ReadonlyArray<StoredObject> | undefined
  /** The changes after a revision, oldest first; undefined where some of them are forgotten. */
  readonly since: (resource: ResourceName, revision: number) => ReadonlyArray<Change> | undefined
  /** Creates or replaces. `now` (epoch milliseconds) becomes the creation time of what has none. */
  readonly put: (object: KubeObject, now: number) => void
  /** `last` is the object's final state, where it is known to differ from the one kept. */
  readonly remove: (resource: ResourceName, namespace: string | undefined, name: string, last?: KubeObject) => void
  readonly ensureNamespace: (name: string, now: number) => void
  readonly compact: () => void
  /** Calls back on every change, until the returned function is called. */
  readonly listen: (listener: (change: Change) => void) => () => void
}

/** The key that orders a list, as etcd does. */
export const keyOf = (object: StoredObject): string =>
  object.metadata.namespace === undefined
    ? object.metadata.name
    : `${object.metadata.namespace}/${object.metadata.name}`

// Far from 0, so that a client which resumes from a small number it made up is told that it is too old.
const firstRevision = 1000

export const makeStore = (historyLimit: number): Store => {
  const objects: Record<ResourceName, Map<string, StoredObject>> = {
    clusterdeployments: new Map(),
    events: new Map(),
    namespaces: new Map()
  }
  const listeners = new Set<(change: Change) => void>()
  let history: ReadonlyArray<Change> = []
  let pending: Array<Change> = []
  let revision = firstRevision
  let compacted = firstRevision

  const changes = (): ReadonlyArray<Change> => {
    if (pending.length > 0) {
      history = [...history, ...pending]
      pending = []
    }
    return history
  }

  const commit = (change: Change): void => {
    pending.push(change)
    // Cut in large steps: a cut at every change would copy the whole history each time.
    if (history.length + pending.length >= 2 * historyLimit) {
      const known = changes()
      compacted = known.at(-historyLimit - 1)?.revision ?? compacted
      history = known.slice(-historyLimit)
    }
    for (const listener of [...listeners]) listener(change)
  }

  const write = (resource: ResourceName, key: string, make: (revision: number) => StoredObject): void => {
    const previous = objects[resource].get(key)
    revision += 1
    const object = make(revision)
    objects[resource].set(key, object)
    commit(
      previous === undefined
        ? { type: "ADDED", resource, revision, object }
        : { type: "MODIFIED", resource, revision, object, previous }
    )
  }

  const erase = (resource: ResourceName, key: string, last?: KubeObject): void => {
    const previous = objects[resource].get(key)
    if (previous === undefined) return
    objects[resource].delete(key)
    revision += 1
    const final = last === undefined ? previous : { ...last, metadata: { ...previous.metadata, ...last.metadata } }
    // A deletion has a resourceVersion of its own, and the object that tells of it carries it.
    const object = { ...final, metadata: { ...final.metadata, resourceVersion: `${revision}` } }
    commit({ type: "DELETED", resource, revision, object, previous })
  }

  const ensureNamespace = (name: string, now: number): void => {
    if (objects.namespaces.has(name)) return
    write("namespaces", name, (at) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name,
        uid: randomUUID(),
        resourceVersion: `${at}`,
        creationTimestamp: secondsInstant(now),
        labels: { "kubernetes.io/metadata.name": name }
      },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Active" }
    }))
  }

  const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)
  const path = (namespace: string | undefined, name: string) =>
    namespace === undefined ? name : `${namespace}/${name}`

  return {
    revision: () => revision,
    compacted: () => compacted,
    get: (resource, namespace, name) => objects[resource].get(path(namespace, name)),
    list: (resource, at = revision) => {
      if (at < compacted) return undefined
      const then = new Map(objects[resource])
      const known = changes()
      for (let index = known.length - 1; index >= 0; index -= 1) {
        const change = known[index]
        if (change === undefined || change.revision <= at) break
        if (change.resource !== resource) continue
        if (change.previous === undefined) then.delete(keyOf(change.object))
        else then.set(keyOf(change.object), change.previous)
      }
      return [...then].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, object]) => object)
    },
    since: (resource, from) =>
      from < compacted
        ? undefined
        : changes().filter((change) => change.revision > from && change.resource === resource),
    ensureNamespace,
    put: (incoming, now) => {
      const object = normalise(incoming)
      const resource = resourceOf(object)
      const { name, namespace } = object.metadata
      const key = path(namespace, name)
      ensureNamespace(namespace, now)
      const known = objects[resource].get(key)
      const uid = text(object.metadata["uid"]) ?? known?.metadata.uid ?? randomUUID()
      // An object with another uid is another object: the server tells of an end and of a beginning.
      if (known !== undefined && known.metadata.uid !== uid) erase(resource, key)
      const created =
        text(object.metadata["creationTimestamp"]) ?? known?.metadata.creationTimestamp ?? secondsInstant(now)
      write(resource, key, (at) => ({
        ...object,
        metadata: { ...object.metadata, uid, resourceVersion: `${at}`, creationTimestamp: created }
      }))
    },
    remove: (resource, namespace, name, last) =>
      erase(resource, path(namespace, name), last === undefined ? undefined : normalise(last)),
    compact: () => {
      history = []
      pending = []
      compacted = revision
    },
    listen: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    }
  }
}
