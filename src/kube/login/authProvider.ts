import { Option, Result } from "effect"
import type { UserEntry } from "../kubeconfig/entries.ts"
import { expiryOf } from "./jwt.ts"

/** A token of an auth-provider, and until when it is good (epoch milliseconds). */
export interface IdToken {
  readonly token: string
  readonly expiresAt: number
}

type AuthProvider = NonNullable<UserEntry["authProvider"]>

// What kubectl says of the providers that were taken out of it (client-go, plugin/pkg/client/auth).
const removed: ReadonlyMap<string, string> = new Map([
  ["gcp", "use the exec plugin gke-gcloud-auth-plugin"],
  ["azure", "use the exec plugin kubelogin of Azure"]
])

// As Go's oauth2: a token that is about to expire has expired.
const leeway = 10_000

const renew = "sign in again with kubectl, or use the exec plugin kubelogin (kubectl oidc-login), which renews it"

/**
 * The id-token of an `auth-provider`. kubectl would renew an expired one and write it into the kubeconfig; this program
 * writes nothing, so that it only uses one that is valid. Fails with the end of a sentence.
 */
export const idTokenOf = ({ config, name }: AuthProvider, now: number): Result.Result<IdToken, string> => {
  if (name !== "oidc") {
    const instead = removed.get(name)
    return Result.fail(
      instead === undefined
        ? "names an auth-provider that kubectl does not know: oidc is the only one, or use an exec plugin"
        : `uses the auth-provider ${name}, which kubectl does not have any more: ${instead}`
    )
  }
  for (const field of ["idp-issuer-url", "client-id"]) {
    if ((config.get(field) ?? "") === "") return Result.fail(`has no ${field} in its auth-provider`)
  }
  const token = config.get("id-token") ?? ""
  if (token === "") return Result.fail(`has no id-token in its auth-provider: ${renew}`)
  const expiresAt = expiryOf(token)
  if (Option.isNone(expiresAt)) return Result.fail("has an id-token in its auth-provider that is not a valid JWT")
  return now + leeway < expiresAt.value
    ? Result.succeed({ token, expiresAt: expiresAt.value - leeway })
    : Result.fail(`has an id-token in its auth-provider that has expired: ${renew}`)
}
