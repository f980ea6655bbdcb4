import { join } from "node:path"
import { Effect, Option, Schema } from "effect"
import { NamespaceName } from "../../domain/names.ts"
import type { KubeSettings } from "../settings.ts"
import type { ChosenContext } from "./ChosenContext.ts"
import { readSmallFile, type Stamps, stampsOf } from "./files.ts"

const isNamespaceName = Schema.is(NamespaceName)

const textOf = (file: string): Effect.Effect<string | undefined> =>
  readSmallFile(file).pipe(
    Effect.map((bytes) => bytes.toString("utf8").trim()),
    Effect.catch(() => Effect.undefined)
  )

/**
 * A pod's service account (client-go, rest/config.go, `InClusterConfig`), or nothing where this is no pod that has one.
 * `looked` are the stamps of the kubeconfigs that were empty or missing: one of them may be written later.
 */
export const inCluster = Effect.fnUntraced(function* (settings: KubeSettings, looked: Stamps) {
  const { environment, serviceAccountDirectory: directory } = settings
  const host = environment["KUBERNETES_SERVICE_HOST"]
  const port = environment["KUBERNETES_SERVICE_PORT"]
  if (!host || !port) return undefined
  const file = (name: string) => join(directory, name)
  const stamps = yield* stampsOf([file("namespace"), file("ca.crt")])
  if ((yield* textOf(file("token"))) === undefined) return undefined
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`
  // The downward API's variable counts more than the file, as with client-go.
  const namespace = environment["POD_NAMESPACE"] || (yield* textOf(file("namespace"))) || ""
  // Without a bundle of its own the system's certificate authorities count, as with client-go.
  const ca = yield* textOf(file("ca.crt"))
  const chosen: ChosenContext = {
    cluster: {
      name: "in-cluster",
      server,
      insecure: false,
      disableCompression: false,
      unknownKeys: [],
      ...(ca === undefined ? {} : { caFile: file("ca.crt") })
    },
    user: {
      name: "the pod's service account",
      tokenFile: file("token"),
      asGroups: [],
      asUserExtra: [],
      unknownKeys: []
    },
    namespace: isNamespaceName(namespace) ? Option.some(namespace) : Option.none(),
    source: `the pod's service account (${directory})`,
    remarks: ca === undefined ? [`${file("ca.crt")} is missing: the system's certificate authorities count.`] : [],
    stamps: new Map([...looked, ...stamps]),
    fingerprint: JSON.stringify([server, namespace, ca])
  }
  return chosen
})
