import { Duration, Predicate } from "effect"
import { type AnyRequest, inWords, requested } from "../http/resource.ts"
import { KubeError } from "./KubeError.ts"
import { ProxyFault } from "./ProxyFault.ts"

const untrusted = "its certificate is not signed by"

// What the codes of Node, OpenSSL and undici mean to a person. Messages of the libraries are not repeated.
const meanings: ReadonlyMap<string, string> = new Map([
  ["ECONNREFUSED", "the connection was refused"],
  ["ECONNRESET", "the connection was reset"],
  ["EPIPE", "the connection was reset"],
  ["ENOTFOUND", "its host name is unknown"],
  ["EAI_AGAIN", "its host name cannot be looked up now"],
  ["EHOSTUNREACH", "its host cannot be reached"],
  ["ENETUNREACH", "its network cannot be reached"],
  ["ETIMEDOUT", "the connection timed out"],
  ["UND_ERR_CONNECT_TIMEOUT", "the connection timed out"],
  ["UND_ERR_HEADERS_TIMEOUT", "it accepted the connection but did not answer in time"],
  ["UND_ERR_BODY_TIMEOUT", "its answer stopped half-way"],
  ["UND_ERR_SOCKET", "the connection was closed"],
  ["UND_ERR_CLOSED", "this program is ending"],
  ["UND_ERR_DESTROYED", "this program is ending"],
  ["CERT_HAS_EXPIRED", "its certificate has expired"],
  ["CERT_NOT_YET_VALID", "its certificate is not valid yet"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", untrusted],
  ["SELF_SIGNED_CERT_IN_CHAIN", untrusted],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", untrusted],
  ["UNABLE_TO_GET_ISSUER_CERT", untrusted],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", untrusted],
  ["CERT_SIGNATURE_FAILURE", untrusted],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "its certificate is for another host name (see tls-server-name)"],
  ["NO_ALTERNATIVE_NAME", "its certificate names no host (it has no subject alternative name)"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "it does not speak TLS"],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", "it does not speak TLS"],
  ["HPE_INVALID_CONSTANT", "it does not speak HTTP"],
  ["HPE_INVALID_METHOD", "it does not speak HTTP"]
])

// TLS alerts about what we have shown: RFC 8446, section 6.2.
const certificateAlert = /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/u

/** A code in words. `authority` names what was trusted. */
const meaningOf = (code: string | undefined, authority: string): string => {
  if (code === undefined) return "the connection failed"
  if (certificateAlert.test(code)) return "it does not accept the client certificate of the kubeconfig, or wants one"
  const meaning = meanings.get(code)
  if (meaning === untrusted) return `${untrusted} ${authority}`
  return meaning ?? `the connection failed (${code})`
}

const proxyMeaning = ({ cause, status }: ProxyFault, authority: string): string => {
  if (status === undefined) return `does not let through: ${meaningOf(codeOf(cause), authority)}`
  return status === 407
    ? "asks for a user name and a password (407): write them into its URL"
    : `refuses the connection (${status})`
}

const proxyFaultIn = (cause: unknown): ProxyFault | undefined => {
  if (cause instanceof ProxyFault) return cause
  return Predicate.hasProperty(cause, "cause") ? proxyFaultIn(cause.cause) : undefined
}

const codeOf = (cause: unknown): string | undefined => {
  if (!Predicate.hasProperty(cause, "code")) {
    return Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : undefined
  }
  return Predicate.isString(cause.code) ? cause.code : undefined
}

/** Where a request goes, and what the server's certificate is held against. */
export interface Destination {
  readonly server: URL
  readonly authority: string
}

/** No answer, or one that broke off. The server is told as its origin, which holds no credentials. */
export const transportError = (request: AnyRequest, { authority, server }: Destination, cause: unknown): KubeError => {
  const { origin } = server
  const code = codeOf(cause)
  const wanted = `Wanted: ${inWords(request)}`
  const proxy = proxyFaultIn(cause)
  if (proxy !== undefined) {
    return new KubeError({
      ...requested(request),
      reason: "transport",
      message: `The proxy ${proxy.proxy} on the way to ${origin} ${proxyMeaning(proxy, authority)}. ${wanted}`
    })
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return new KubeError({
      ...requested(request),
      reason: "config",
      message:
        "No request can be made from the kubeconfig: its token, user or server holds characters that HTTP forbids."
    })
  }
  return new KubeError({
    ...requested(request),
    reason: "transport",
    message: `The management cluster at ${origin} does not answer: ${meaningOf(code, authority)}. ${wanted}`
  })
}

/** An answer that began, or whose turn came, but did not end in time. */
export const tooSlow = (request: AnyRequest, limit: Duration.Duration): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "transport",
    message: `The management cluster did not answer completely within ${Duration.format(limit)}. Wanted: ${inWords(request)}`
  })

/** An answer that is not what Kubernetes speaks. */
export const protocolError = (request: AnyRequest, what: string): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "protocol",
    message: `The management cluster's answer is not a Kubernetes one: ${what}. Wanted: ${inWords(request)}`
  })
