import { Schema } from "effect"
import { NamespaceName, ObjectName } from "../../domain/names.ts"
import type { KubeError } from "../errors/KubeError.ts"

export type ResourceName = "clusterdeployments" | "events"

// Group, version and plural as the API server serves them: kcm's CRD, and core/v1 for events.
const roots: Readonly<Record<ResourceName, string>> = {
  clusterdeployments: "/apis/k0rdent.mirantis.com/v1beta1",
  events: "/api/v1"
}

/** The name that RBAC knows a resource by. */
export const qualified: Readonly<Record<ResourceName, string>> = {
  clusterdeployments: "clusterdeployments.k0rdent.mirantis.com",
  events: "events"
}

/** The API group of a resource; empty for the core. */
export const resourceGroup = (resource: ResourceName): string => qualified[resource].split(".").slice(1).join(".")

/** One read of the API server. Without a namespace it is of the whole cluster. */
export interface KubeRequest {
  readonly verb: "get" | "list" | "watch"
  readonly resource: ResourceName
  readonly namespace?: string
  readonly name?: string
  readonly query?: Readonly<Record<string, string>>
}

/** A look at a path of the API server that is none of the resources: its version, discovery, a review of rights. */
export interface PathRequest {
  readonly path: string
  /** In words, for messages: `read its version`. */
  readonly what: string
  /** Posted where there is one. Only reviews are, which change nothing. */
  readonly body?: object
}

export type AnyRequest = KubeRequest | PathRequest

export const isPathRequest = (request: AnyRequest): request is PathRequest => "path" in request

export const requestPath = (request: AnyRequest): string => {
  if (isPathRequest(request)) return request.path
  const { resource, namespace, name, query } = request
  const parts = [
    ...(namespace === undefined ? [] : ["namespaces", namespace]),
    resource,
    ...(name === undefined ? [] : [name])
  ]
  const search = new URLSearchParams(query).toString()
  return `${roots[resource]}/${parts.map(encodeURIComponent).join("/")}${search === "" ? "" : `?${search}`}`
}

const isNamespaceName = Schema.is(NamespaceName)
const isObjectName = Schema.is(ObjectName)

/**
 * Whether anything can have such a name. The doors above check that too; here it keeps a name like `..` from turning
 * into another path.
 */
export const canExist = (request: AnyRequest): boolean =>
  isPathRequest(request) ||
  ((request.namespace === undefined || isNamespaceName(request.namespace)) &&
    (request.name === undefined || isObjectName(request.name)))

/** The request in words, for messages: `list clusterdeployments in namespace "prod"`. */
export const inWords = (request: AnyRequest): string => {
  if (isPathRequest(request)) return request.what
  const { verb, resource, namespace, name } = request
  return `${verb} ${resource}${name === undefined ? "" : ` "${name}"`} ${
    namespace === undefined ? "in all namespaces" : `in namespace "${namespace}"`
  }`
}

/** What every error of a request tells of it. */
export const requested = (request: AnyRequest): Pick<KubeError, "verb" | "resource" | "namespace"> => {
  if (isPathRequest(request)) return {}
  const { verb, resource, namespace } = request
  return { verb, resource, ...(namespace === undefined ? {} : { namespace }) }
}
