import { sha256 } from "@noble/hashes/sha2.js"
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js"
import type { ClusterDeployment } from "../../domain/clusterDeployment.ts"
import type { KubeEvent } from "../../domain/event/kubeEvent.ts"
import { namingOf } from "../knowledge/naming.ts"
import type { Naming } from "../knowledge/namingRow.ts"
import { fits } from "./voices.ts"

const longestRelease = 53

/**
 * The name of the Helm release, and with it of every Cluster API object: names of more than 53 characters are cut to
 * 40, with 12 digits of their hash. Source: Flux helm-controller internal/release/name.go.
 */
export const releaseName = (name: string): string =>
  name.length <= longestRelease ? name : `${name.slice(0, 40)}-${bytesToHex(sha256(utf8ToBytes(name))).slice(0, 12)}`

const withSuffix = (object: string, name: string, suffix: RegExp): boolean =>
  object.startsWith(name) && suffix.test(object.slice(name.length))

/** k0smotron puts `kmc-` before the cluster's name, a volume claim its own name before that. */
const hosted = (object: string, name: string, suffix: RegExp): boolean => {
  for (let at = object.indexOf("kmc-"); at !== -1; at = object.indexOf("kmc-", at + 1)) {
    if ((at === 0 || object[at - 1] === "-") && withSuffix(object.slice(at + 4), name, suffix)) return true
  }
  return false
}

const named = (naming: Naming, object: string, name: string): boolean => {
  switch (naming.how) {
    case "exact":
      return object === name
    case "suffix":
    case "machine":
      return withSuffix(object, name, naming.suffix)
    case "hosted":
      return hosted(object, name, naming.suffix)
    case "summary":
      return object.endsWith(`-capi-${name}`) || object.endsWith(`-sveltos-${name}`)
    case "credential":
    case "never":
      return false
  }
}

const owns = (naming: Naming, object: string, name: string): boolean =>
  named(naming, object, name) || (name.length > longestRelease && named(naming, object, releaseName(name)))

// A clock may lag behind the API server's by this much; an event of a predecessor is seldom so young.
const skewMs = 1000

/** What a ClusterDeployment of the same name may still be told of after it has gone. */
const lastWordsMs = 15_000

// Words that kcm's templates append. A cluster may end in one of them, too: `demo-cp` is a control plane of `demo`, unless
// the grammar of its kind gives it to a cluster `demo-cp`.
const templateWord = /^-(?:cp|md|mp|mt|vnet|node|worker|workers|system|user|machine)$/u

/** Whether a longer name has the better claim to an object that `name` may own by its grammar. */
const outbids = (naming: Naming, object: string, name: string, other: string): boolean =>
  owns(naming, object, other) ||
  ((object === other || object.startsWith(`${other}-`)) &&
    other.startsWith(name) &&
    !templateWord.test(other.slice(name.length)))

const isNamedAsOwn = (
  event: KubeEvent,
  cluster: ClusterDeployment,
  names: ReadonlySet<string>,
  machines: ReadonlySet<string>
): boolean => {
  const { kind, namespace, name: object, uid } = event.regarding
  if (namespace !== cluster.namespace) return false
  // Events live on after their object: a cluster of the same name may have stood here before.
  if (cluster.createdAt !== undefined && event.at < cluster.createdAt - skewMs) return false
  if (kind === "ClusterDeployment" && uid !== undefined && uid !== "" && cluster.uid !== "" && uid !== cluster.uid) {
    // A predecessor's last words may reach into this one's first moments; later ones cannot be a predecessor's.
    if (event.firstAt < (cluster.createdAt ?? event.firstAt) + lastWordsMs) return false
  }
  const naming = namingOf(kind)
  if (naming.how === "machine" && machines.has(object)) return true
  if (naming.how === "credential") return object === cluster.credential
  if (naming.how === "summary") {
    const said = /\b(?:Capi|Sveltos) ([^\s/]+)\/([^\s/:,]+)/u.exec(event.message)
    if (said !== null) {
      return said[1] === cluster.namespace && (said[2] === cluster.name || said[2] === releaseName(cluster.name))
    }
  }
  if (!owns(naming, object, cluster.name)) return false
  for (const other of names) {
    if (other.length > cluster.name.length && outbids(naming, object, cluster.name, other)) return false
  }
  return true
}

/**
 * Whether an event is about this cluster. `names`: the names of all ClusterDeployments of the namespace, its own
 * included; where the grammar allows several owners, the longest name wins. `machines`: the Machines that its own conditions
 * name, which may follow no grammar: remote ones are called what spec.config calls them. `provider`: where the cluster is, as far
 * as it is proven. Source: field guide d.3.
 */
export const belongsTo = (
  event: KubeEvent,
  cluster: ClusterDeployment,
  names: ReadonlySet<string>,
  machines: ReadonlySet<string> = new Set(),
  provider = ""
): boolean => isNamedAsOwn(event, cluster, names, machines) && fits(event.regarding, provider)
