import { Effect, type Option } from "effect"
import { configError } from "../errors/configError.ts"
import { label } from "../errors/label.ts"
import type { ChosenContext } from "../kubeconfig/ChosenContext.ts"
import type { KubeSettings } from "../settings.ts"
import type { Access } from "./Access.ts"
import type { ExecCredential } from "./execPlugin.ts"
import { impersonation } from "./headers.ts"
import { type Identity, identify } from "./identity.ts"
import { chooseProxy } from "./proxy.ts"
import { parseServer, type ServerUrl } from "./server.ts"
import { checkFiles, readAuthority, type TlsMaterial } from "./tls.ts"
import { faultOf } from "./userFaults.ts"

const nobody: Identity = { by: "nothing" }
const unencrypted: { readonly identity: Identity; readonly tls: TlsMaterial } = {
  identity: nobody,
  tls: { insecure: false }
}

const proves = ({
  exec,
  authProvider,
  certData,
  certFile,
  token,
  tokenFile,
  username
}: ChosenContext["user"]): boolean =>
  [exec, authProvider, certData, certFile, token, tokenFile, username].some((part) => part !== undefined)

/** Over plain http a credential could be read by anybody on the way: it is withheld, as by kubectl, loopback included. */
export const isWithheld = (chosen: ChosenContext, { secure }: Pick<ServerUrl, "secure">): boolean =>
  !secure && proves(chosen.user)

const anonymity = (chosen: ChosenContext, server: ServerUrl, identity: Identity): string | undefined => {
  if (isWithheld(chosen, server)) {
    return `the credentials of the user "${label(chosen.user.name)}" are not sent over plain http: write https:// in the server of the cluster "${label(chosen.cluster.name)}"`
  }
  if (!server.secure || identity.authorization !== undefined || identity.pair !== undefined) return undefined
  const [unknown] = chosen.user.unknownKeys
  const strange = unknown === undefined ? "" : ` (it has the key "${label(unknown)}", which kubectl does not know)`
  return chosen.user.name === ""
    ? `the context "${label(chosen.context ?? "")}" names no user`
    : `the user "${label(chosen.user.name)}" has no credentials in ${chosen.source}${strange}`
}

const encrypted = Effect.fnUntraced(function* (
  chosen: ChosenContext,
  server: ServerUrl,
  kept: Option.Option<ExecCredential>
) {
  const { cluster } = chosen
  const ca = yield* readAuthority(cluster, chosen.source)
  const identity = yield* identify(chosen, server, ca, kept)
  const tls: TlsMaterial = {
    insecure: cluster.insecure,
    ...(ca === undefined ? {} : { ca }),
    ...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
    ...(identity.pair === undefined ? {} : { pair: identity.pair })
  }
  return { identity, tls }
})

const mendServer = "Write the URL of the API server there, like https://mgmt.example.org:6443."

/** Everything that requests need, from what the kubeconfig says and its files and plugins give now. */
export const makeAccess = Effect.fnUntraced(function* (
  chosen: ChosenContext,
  settings: KubeSettings,
  kept: Option.Option<ExecCredential>,
  generation: number
) {
  const { cluster, source, user } = chosen
  const ofCluster = `of the cluster "${label(cluster.name)}" in ${source}`
  if (cluster.server === "")
    return yield* configError(`The cluster "${label(cluster.name)}" has no server in ${source}.`, mendServer)
  const server = yield* Effect.mapError(Effect.fromResult(parseServer(cluster.server)), (says) =>
    configError(`The server ${ofCluster} ${says}.`, mendServer)
  )
  const proxy = yield* Effect.mapError(
    Effect.fromResult(chooseProxy(server.url, cluster.proxyUrl, settings.environment)),
    ({ from, says }) =>
      from === "proxy-url"
        ? configError(`The proxy-url ${ofCluster} ${says}.`, "Mend it: scheme, host and port of the proxy.")
        : configError(`The variable ${from} ${says}.`, `Mend ${from}, or unset it.`)
  )
  const fault = faultOf(user, server.secure)
  if (fault !== undefined) {
    return yield* configError(
      `The user "${label(user.name)}" in ${source} ${fault}.`,
      "Mend the user, as kubectl wants it, too."
    )
  }
  const impersonated = yield* Effect.mapError(Effect.fromOption(impersonation(user)), () =>
    configError(`The user "${label(user.name)}" in ${source} impersonates a name that holds what HTTP forbids.`)
  )
  if (!server.secure) yield* checkFiles(cluster, user, source)
  const { identity, tls } = server.secure ? yield* encrypted(chosen, server, kept) : unencrypted
  const anonymous = anonymity(chosen, server, identity)
  const access: Access = {
    generation,
    server: server.url,
    headers: {
      ...impersonated,
      ...(identity.authorization === undefined ? {} : { authorization: identity.authorization })
    },
    connection: { proxy, tls, ...(server.zone === undefined ? {} : { zone: server.zone }) },
    ...(anonymous === undefined ? {} : { anonymous }),
    chosen,
    identity
  }
  return access
})
