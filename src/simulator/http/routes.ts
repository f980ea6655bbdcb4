import { Option } from "effect"
import { type ApiResource, apiResources } from "../store/resources.ts"
import { discoveryDocuments } from "./discovery.ts"

/** What a path means. */
export type Route =
  | { readonly _tag: "Health" }
  | { readonly _tag: "Document"; readonly body: unknown }
  | { readonly _tag: "Collection"; readonly resource: ApiResource; readonly namespace?: string }
  | { readonly _tag: "Object"; readonly resource: ApiResource; readonly namespace?: string; readonly name: string }
  /** A path of a group this server knows, to a resource it does not: the core group answers with a Status. */
  | { readonly _tag: "UnknownCore" }
  | { readonly _tag: "Unknown" }

const unknown: Route = { _tag: "Unknown" }
const decode = Option.liftThrowable(decodeURIComponent)

const resourceRoute = (prefix: "api" | "apis", segments: ReadonlyArray<string>): Route => {
  const [group = "", version = "", ...rest] = prefix === "api" ? ["", ...segments] : segments
  const candidates = apiResources.filter((resource) => resource.group === group && resource.version === version)
  if (candidates.length === 0) return unknown
  const missing: Route = prefix === "api" ? { _tag: "UnknownCore" } : unknown
  const find = (plural: string | undefined, namespaced: boolean) =>
    candidates.find((resource) => resource.plural === plural && resource.namespaced === namespaced)

  const [first, second, third, fourth, ...tail] = rest
  if (tail.length > 0 || rest.some((segment) => segment === "")) return missing
  if (first === "namespaces" && third !== undefined) {
    const resource = find(third, true)
    if (resource === undefined || second === undefined) return missing
    return fourth === undefined
      ? { _tag: "Collection", resource, namespace: second }
      : { _tag: "Object", resource, namespace: second, name: fourth }
  }
  if (third !== undefined) return missing
  const clusterScoped = find(first, false)
  if (clusterScoped !== undefined) {
    return second === undefined
      ? { _tag: "Collection", resource: clusterScoped }
      : { _tag: "Object", resource: clusterScoped, name: second }
  }
  // All namespaces: only the collection exists there.
  const everywhere = find(first, true)
  return everywhere === undefined || second !== undefined ? missing : { _tag: "Collection", resource: everywhere }
}

/** Finds out what a path (without its query) asks for. Never throws. */
export const routeOf = (pathname: string): Route => {
  const path = pathname.length > 1 && pathname.endsWith("/") ? pathname.slice(0, -1) : pathname
  if (/^\/(?:healthz|readyz|livez)(?:\/ping)?$/u.test(path)) return { _tag: "Health" }
  const document = discoveryDocuments.get(path)
  if (document !== undefined) return { _tag: "Document", body: document }
  const segments = Option.all(path.split("/").slice(1).map(decode))
  if (Option.isNone(segments)) return unknown
  const [prefix, ...rest] = segments.value
  return prefix === "api" || prefix === "apis" ? resourceRoute(prefix, rest) : unknown
}
