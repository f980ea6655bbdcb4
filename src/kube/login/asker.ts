import type { Asker } from "../errors/apiStatus.ts"
import { label } from "../errors/label.ts"
import type { Access } from "./Access.ts"

const renewalOf = ({ chosen, identity }: Access): string => {
  const { user } = chosen
  if (identity.exec !== undefined) return "Sign in again: run the command of its exec plugin in a terminal."
  if (identity.pair !== undefined) return "Have a new client certificate made, and write it into the kubeconfig."
  if (chosen.context === undefined) return "See that the pod's service account is there: its token is not accepted."
  return user.tokenFile === undefined
    ? "Renew the credentials of the kubeconfig's user."
    : `Have a new token written into ${label(user.tokenFile)}.`
}

/** By whom the requests of a login are made. */
export const askerOf = (access: Access, now: number): Asker => {
  const { anonymous, chosen, identity, server } = access
  const expiresAt = identity.pair?.expiresAt ?? Number.POSITIVE_INFINITY
  const expired = expiresAt <= now ? `, which expired on ${new Date(expiresAt).toISOString().slice(0, 10)}` : ""
  return {
    origin: server.origin,
    secure: server.protocol === "https:",
    who: `the user "${label(chosen.user.name)}", by ${identity.by}${expired}`,
    renewal: renewalOf(access),
    ...(anonymous === undefined ? {} : { anonymous })
  }
}
