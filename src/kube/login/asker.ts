import { Option } from "effect"
import type { Asker } from "../errors/apiStatus.ts"
import { label } from "../errors/label.ts"
import type { Access } from "./Access.ts"
import { expiryOf } from "./jwt.ts"

const renewalOf = ({ chosen, identity }: Access): string => {
  const { user } = chosen
  if (identity.exec !== undefined) return "Sign in again: run the command of its exec plugin in a terminal."
  if (identity.pair !== undefined) return "Have a new client certificate made, and write it into the kubeconfig."
  if (chosen.context === undefined)
    return "See that the service account is there, and that the kubelet renews its token."
  return user.tokenFile === undefined
    ? "Renew the credentials of the kubeconfig's user."
    : `Have a new token written into ${label(user.tokenFile)}.`
}

/** Until when what proves who we are is good by its own word, where it says so. */
export const proofOf = ({ identity }: Access): { readonly what: string; readonly expiresAt: number } | undefined => {
  if (identity.pair !== undefined) return { what: "client certificate", expiresAt: identity.pair.expiresAt }
  const token = /^Bearer (.+)$/u.exec(identity.authorization ?? "")?.[1]
  const expiresAt = token === undefined ? undefined : Option.getOrUndefined(expiryOf(token))
  return expiresAt === undefined ? undefined : { what: "token", expiresAt }
}

/** A time for messages: `2026-11-26 12:00 UTC`. Nothing where no calendar has it. */
export const timeOf = (at: number): string =>
  Math.abs(at) <= 8.64e15 ? `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC` : "an unknown time"

/** By whom the requests of a login are made. */
export const askerOf = (access: Access, now: number): Asker => {
  const { anonymous, chosen, identity, server } = access
  const proof = proofOf(access)
  const expired = proof !== undefined && proof.expiresAt <= now ? `, which expired on ${timeOf(proof.expiresAt)}` : ""
  return {
    origin: server.origin,
    secure: server.protocol === "https:",
    whose:
      chosen.context === undefined
        ? `${label(chosen.user.name)} (${identity.by}${expired})`
        : `the kubeconfig (the user "${label(chosen.user.name)}", by ${identity.by}${expired})`,
    renewal: renewalOf(access),
    ...(anonymous === undefined ? {} : { anonymous })
  }
}
