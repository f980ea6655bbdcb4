import { Option } from "effect"
import { label } from "../../kube/errors/label.ts"
import { describeProxy } from "../../kube/http/proxies.ts"
import type { ChosenContext } from "../../kube/kubeconfig/ChosenContext.ts"
import type { Access } from "../../kube/login/Access.ts"
import { proofOf, timeOf } from "../../kube/login/asker.ts"
import { error, type Finding, ok, warning } from "./finding.ts"

const week = 7 * 24 * 60 * 60 * 1000

const kubeconfig = ({ cluster, context, namespace, source, user }: ChosenContext): Finding => {
  const parts = [
    ...(context === undefined
      ? []
      : [
          `context "${label(context)}"`,
          `cluster "${label(cluster.name)}"`,
          user.name === "" ? "no user" : `user "${label(user.name)}"`
        ]),
    Option.match(namespace, { onNone: () => "no namespace", onSome: (name) => `namespace "${name}"` })
  ]
  return ok("kubeconfig", `${source}: ${parts.join(", ")}`)
}

const authority = ({ chosen, connection, server }: Access): Finding => {
  const { cluster } = chosen
  if (server.protocol === "http:") {
    return warning(
      "TLS",
      "the server is plain http: nothing is encrypted, and no credentials are sent.",
      "Write https:// into the server of the cluster, if it speaks TLS."
    )
  }
  if (connection.tls.insecure) {
    return warning(
      "TLS",
      "insecure-skip-tls-verify: anybody on the way could be the server.",
      "Put the server's certificate authority into certificate-authority-data instead."
    )
  }
  if (cluster.caData !== undefined) return ok("TLS", "verified by certificate-authority-data")
  if (cluster.caFile !== undefined) return ok("TLS", `verified by certificate-authority (${label(cluster.caFile)})`)
  return ok("TLS", "verified by the system's certificate authorities")
}

const expiry = (access: Access, now: number): ReadonlyArray<Finding> => {
  const proof = proofOf(access)
  if (proof === undefined) return []
  const { expiresAt, what } = proof
  // A token lives for an hour and is renewed by who wrote it: one that still counts is nothing to mind.
  if (expiresAt - now > (what === "token" ? 0 : week)) return []
  const remedy =
    what === "token"
      ? "Have a new token made: sign in again, or see that whatever writes it runs. Or set this machine's clock right."
      : "Have a new client certificate made, and write it into the kubeconfig."
  return expiresAt <= now
    ? [error("credentials", `the ${what} expired on ${timeOf(expiresAt)}.`, remedy)]
    : [warning("credentials", `the ${what} expires on ${timeOf(expiresAt)}.`, remedy)]
}

const identity = (access: Access): Finding => {
  const { anonymous, chosen, identity: proved } = access
  const { as, asGroups } = chosen.user
  const groups = asGroups.length === 0 ? "" : ` with ${asGroups.length} ${asGroups.length === 1 ? "group" : "groups"}`
  const impersonated = as === undefined ? "" : `, impersonating "${label(as)}"${groups}`
  if (anonymous === undefined) {
    return ok("credentials", `${proved.by === "nothing" ? "none, over plain http" : proved.by}${impersonated}`)
  }
  return warning(
    "credentials",
    `none: ${anonymous}${impersonated}.`,
    access.server.protocol === "https:"
      ? "Use a context whose user has credentials."
      : "Write https:// into the server of the cluster: over plain http no credentials are sent."
  )
}

/** What the kubeconfig says, whether or not anything can be made of it. */
export const contextFindings = (chosen: ChosenContext): ReadonlyArray<Finding> => [
  kubeconfig(chosen),
  ...chosen.remarks.map((remark) => warning("kubeconfig", remark, "Mend the kubeconfig, where it was meant otherwise."))
]

/** How requests are made, as far as this side knows. */
export const accessFindings = (access: Access, now: number): ReadonlyArray<Finding> => {
  const { chosen, connection, server } = access
  const path = server.pathname === "/" ? "" : server.pathname
  return [
    ...contextFindings(chosen),
    ok("server", label(`${server.origin}${path}`)),
    ok("proxy", Option.match(connection.proxy, { onNone: () => "none", onSome: describeProxy })),
    authority(access),
    identity(access),
    ...expiry(access, now)
  ]
}
