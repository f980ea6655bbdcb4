import { Data, Result, Schema } from "effect"
import { type ClusterTarget, NamespaceName, ObjectName } from "../domain/names.ts"

const scheme = "k0rdent:"
const prefix = `${scheme}//cluster-monitor/`

/** The URI template of a cluster's story, as it stands in `resources/templates/list`. */
export const clusterUriTemplate = `${prefix}{namespace}/{name}`

/** What the URI of a monitored cluster says. */
export interface ClusterUri {
  readonly target: ClusterTarget
  /** How long a subscription may live, in seconds; the server's default where absent. Means nothing to a read. */
  readonly timeoutSeconds?: number
}

/** A URI that is not one of ours. `message` says what is wrong with it and what is allowed. */
export class InvalidUri extends Data.TaggedError("InvalidUri")<{ readonly message: string }> {}

const isNamespace = Schema.is(NamespaceName)
const isName = Schema.is(ObjectName)

/** Untrusted text as it may stand in a message: one line, bounded. */
export const quoted = (text: string): string => JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text)

const invalid = (uri: string, what: string) =>
  Result.fail(
    new InvalidUri({
      message:
        `invalid resource URI ${quoted(uri)}: ${what}; ` +
        `expected k0rdent://cluster-monitor/<namespace>/<name>, optionally followed by ?timeout=<seconds>`
    })
  )

// Sixteen digits and more are beyond the safe integers; the monitor's own bound is far below.
const seconds = /^[1-9][0-9]{0,14}$/u

/**
 * Reads a cluster's URI. Strict, because a URI that can be written in two ways can be let in by one door and kept out
 * by another: no percent-encoding, no userinfo or port, no trailing slash, no fragment, no query but one `timeout`.
 * Whatever is accepted, `formatClusterUri` writes again letter by letter.
 */
export const parseClusterUri = (uri: string): Result.Result<ClusterUri, InvalidUri> => {
  if (!uri.startsWith(prefix)) return invalid(uri, `it does not begin with ${prefix}`)
  const rest = uri.slice(prefix.length)
  if (rest.includes("#")) return invalid(uri, "a fragment means nothing here")
  if (rest.includes("%")) return invalid(uri, "percent-encoding is not allowed, names never need it")
  const question = rest.indexOf("?")
  const path = question < 0 ? rest : rest.slice(0, question)
  const [namespace, name, ...more] = path.split("/")
  if (namespace === undefined || name === undefined || more.length > 0) {
    return invalid(uri, "it must name one namespace and one cluster")
  }
  if (!isNamespace(namespace)) {
    return invalid(
      uri,
      `${quoted(namespace)} is not a namespace (lower-case letters, digits and '-', at most 63 characters)`
    )
  }
  if (!isName(name)) {
    return invalid(
      uri,
      `${quoted(name)} is not a cluster's name (lower-case letters, digits, '-' and '.', at most 253 characters)`
    )
  }
  const target = { namespace, name }
  if (question < 0) return Result.succeed({ target })
  const query = rest.slice(question + 1)
  const value = query.startsWith("timeout=") ? query.slice("timeout=".length) : undefined
  if (value === undefined || value.includes("&")) return invalid(uri, "the only query allowed is one timeout")
  if (!seconds.test(value)) return invalid(uri, "timeout must be a positive whole number of seconds")
  return Result.succeed({ target, timeoutSeconds: Number(value) })
}

/** Writes a cluster's URI. */
export const formatClusterUri = ({ target, timeoutSeconds }: ClusterUri): string =>
  `${prefix}${target.namespace}/${target.name}${timeoutSeconds === undefined ? "" : `?timeout=${timeoutSeconds}`}`

/** The URI without its query: two URIs mean the same cluster exactly when these are equal. */
export const canonicalUri = ({ target }: ClusterUri): string => formatClusterUri({ target })
