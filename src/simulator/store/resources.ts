import { asEventsV1, type ResourceName, type StoredObject, textAt } from "./objects.ts"

/** A resource as one API group serves it: what discovery, routing, selectors and messages need to know. */
export interface ApiResource {
  readonly group: string
  readonly version: string
  /** Where its objects are kept: the two Event APIs serve the same ones. */
  readonly store: ResourceName
  readonly plural: string
  readonly singular: string
  readonly kind: string
  readonly shortNames: ReadonlyArray<string>
  readonly namespaced: boolean
  /** Objects of a CRD carry kind and apiVersion inside a list too; those of the built-in groups do not. */
  readonly custom: boolean
  /** Fields a field selector may name, and where each is read in the stored object; the first non-empty path counts. */
  readonly fields: ReadonlyMap<string, ReadonlyArray<ReadonlyArray<string>>>
  /** The stored object as this group shows it. */
  readonly view: (object: StoredObject) => StoredObject
}

const same = (object: StoredObject): StoredObject => object
const plain = (...names: ReadonlyArray<string>) => names.map((name) => [name, [name.split(".")]] as const)
const reference = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"]

export const clusterDeployments: ApiResource = {
  group: "k0rdent.mirantis.com",
  version: "v1beta1",
  store: "clusterdeployments",
  plural: "clusterdeployments",
  singular: "clusterdeployment",
  kind: "ClusterDeployment",
  shortNames: ["clusterd", "cld"],
  namespaced: true,
  custom: true,
  // Custom resources know no other fields unless their CRD declares selectableFields, which kcm's does not.
  fields: new Map(plain("metadata.name", "metadata.namespace")),
  view: same
}

const event = {
  store: "events",
  plural: "events",
  singular: "event",
  kind: "Event",
  shortNames: ["ev"],
  namespaced: true,
  custom: false
} as const

// kubernetes pkg/registry/core/event/strategy.go (ToSelectableFields): `source` falls back to the reporting controller.
const source = [["source", "component"], ["reportingComponent"]]

export const coreEvents: ApiResource = {
  ...event,
  group: "",
  version: "v1",
  fields: new Map<string, ReadonlyArray<ReadonlyArray<string>>>([
    ...plain("metadata.name", "metadata.namespace", "reason", "reportingComponent", "type"),
    ...plain(...reference.map((field) => `involvedObject.${field}`)),
    ["source", source]
  ]),
  view: same
}

export const eventsV1: ApiResource = {
  ...event,
  group: "events.k8s.io",
  version: "v1",
  fields: new Map<string, ReadonlyArray<ReadonlyArray<string>>>([
    ...plain("metadata.name", "metadata.namespace", "reason", "type"),
    ...reference.map((field) => [`regarding.${field}`, [["involvedObject", field]]] as const),
    ["reportingController", [["reportingComponent"]]]
  ]),
  view: asEventsV1
}

export const namespaces: ApiResource = {
  group: "",
  version: "v1",
  store: "namespaces",
  plural: "namespaces",
  singular: "namespace",
  kind: "Namespace",
  shortNames: ["ns"],
  namespaced: false,
  custom: false,
  fields: new Map(plain("metadata.name", "status.phase")),
  view: same
}

export const apiResources: ReadonlyArray<ApiResource> = [clusterDeployments, coreEvents, eventsV1, namespaces]

export const apiVersionOf = (resource: ApiResource): string =>
  resource.group === "" ? resource.version : `${resource.group}/${resource.version}`

/** The value a field selector compares with. */
export const fieldValue = (resource: ApiResource, field: string, object: StoredObject): string =>
  (resource.fields.get(field) ?? []).map((path) => textAt(object, path)).find((value) => value !== "") ?? ""
