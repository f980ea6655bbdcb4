import { Duration, Predicate } from "effect"
import { type AnyRequest, inWords, requested } from "../http/resource.ts"
import { KubeError } from "./KubeError.ts"
import { ProxyFault } from "./ProxyFault.ts"
import { codeOf, type Meaning, meaningOf, socksMeaningOf } from "./transportMeanings.ts"

// What a proxy may ask for that neither this program nor kubectl can give.
const unusable = /^(?:ntlm|negotiate|kerberos)\b/iu

const proxyMeaning = (fault: ProxyFault, authority: string): Meaning => {
  const { cause, schemes, status, withPassword } = fault
  if (status === undefined) {
    const { says } = meaningOf(cause, authority)
    return {
      says: `does not let through: ${says}`,
      remedy: "Mend or remove what names the proxy, or see that it runs."
    }
  }
  if (status !== 407)
    return { says: `refuses the connection (${status})`, remedy: "Have the API server allowed there." }
  if (schemes.length > 0 && schemes.every((scheme) => unusable.test(scheme))) {
    return {
      says: "asks for NTLM or Kerberos (407), which kubectl cannot do either",
      remedy: "Put a local proxy before it that does."
    }
  }
  return withPassword
    ? { says: "does not accept the user name and the password in its URL (407)", remedy: "Mend them there." }
    : { says: "asks for a user name and a password (407)", remedy: "Write them into its URL." }
}

const proxyFaultIn = (cause: unknown): ProxyFault | undefined => {
  if (cause instanceof ProxyFault) return cause
  return Predicate.hasProperty(cause, "cause") ? proxyFaultIn(cause.cause) : undefined
}

/** Where a request goes, and what the server's certificate is held against. */
export interface Destination {
  readonly server: URL
  readonly authority: string
  /** The proxy on the way, in words. */
  readonly through: string | undefined
}

/** No answer, or one that broke off. The server is told as its origin, which holds no credentials. */
export const transportError = (request: AnyRequest, destination: Destination, cause: unknown): KubeError => {
  const { authority, server, through } = destination
  const { origin } = server
  const wanted = `Wanted: ${inWords(request)}`
  const failed = (message: string, { remedy }: Meaning): KubeError =>
    new KubeError({
      ...requested(request),
      reason: "transport",
      message: `${message}. ${wanted}`,
      ...(remedy === undefined ? {} : { remedy })
    })
  const fault = proxyFaultIn(cause)
  const proxied = fault === undefined ? socksMeaningOf(cause) : proxyMeaning(fault, authority)
  if (proxied !== undefined) {
    return failed(`The proxy ${fault?.proxy ?? through ?? ""} on the way to ${origin} ${proxied.says}`, proxied)
  }
  if (codeOf(cause) === "UND_ERR_INVALID_ARG") {
    return new KubeError({
      ...requested(request),
      reason: "config",
      message:
        "No request can be made from the kubeconfig: its token, user or server holds characters that HTTP forbids."
    })
  }
  const meaning = meaningOf(cause, authority)
  const asked = through === undefined ? "" : `, asked through the proxy ${through},`
  return failed(`The management cluster at ${origin}${asked} does not answer: ${meaning.says}`, meaning)
}

/** An answer that began, or whose turn came, but did not end in time. */
export const tooSlow = (request: AnyRequest, limit: Duration.Duration): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "transport",
    message: `The management cluster did not answer completely within ${Duration.format(limit)}. Wanted: ${inWords(request)}`,
    remedy: "See whether the API server is overloaded, or what is on the way to it: a proxy, a VPN."
  })

/** An answer that is not what Kubernetes speaks. */
export const protocolError = (request: AnyRequest, what: string, remedy?: string): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "protocol",
    message: `The management cluster's answer is not a Kubernetes one: ${what}. Wanted: ${inWords(request)}`,
    ...(remedy === undefined ? {} : { remedy })
  })

/** An answer of somebody else. */
export const foreignAnswer = (request: AnyRequest, what: string): KubeError =>
  protocolError(request, what, "Check the server of the cluster: a login page, say, or a proxy answers there.")
