import { Duration, Predicate } from "effect"
import { inWords, type KubeRequest, requested } from "../http/resource.ts"
import { KubeError } from "./KubeError.ts"

// What the codes of Node, OpenSSL and undici mean to a person. Messages of the libraries are not repeated.
const meanings: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    ECONNREFUSED: "the connection was refused",
    ECONNRESET: "the connection was reset",
    EPIPE: "the connection was reset",
    ENOTFOUND: "its host name is unknown",
    EAI_AGAIN: "its host name cannot be looked up now",
    EHOSTUNREACH: "its host cannot be reached",
    ENETUNREACH: "its network cannot be reached",
    ETIMEDOUT: "the connection timed out",
    UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
    UND_ERR_HEADERS_TIMEOUT: "it accepted the connection but did not answer in time",
    UND_ERR_BODY_TIMEOUT: "its answer stopped half-way",
    UND_ERR_SOCKET: "the connection was closed",
    UND_ERR_CLOSED: "this program is ending",
    UND_ERR_DESTROYED: "this program is ending",
    CERT_HAS_EXPIRED: "its certificate has expired",
    CERT_NOT_YET_VALID: "its certificate is not valid yet",
    DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not signed by the kubeconfig's certificate authority",
    SELF_SIGNED_CERT_IN_CHAIN: "its certificate is not signed by the kubeconfig's certificate authority",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not signed by the kubeconfig's certificate authority",
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is not signed by the kubeconfig's certificate authority",
    CERT_SIGNATURE_FAILURE: "its certificate is not signed by the kubeconfig's certificate authority",
    ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host name (see tls-server-name)",
    ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS",
    HPE_INVALID_CONSTANT: "it does not speak HTTP"
  })
)

const codeOf = (cause: unknown): string | undefined => {
  if (!Predicate.hasProperty(cause, "code")) {
    return Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : undefined
  }
  return Predicate.isString(cause.code) ? cause.code : undefined
}

/** No answer, or one that broke off. `server` is told as its origin, which holds no credentials. */
export const transportError = (request: KubeRequest, server: string, cause: unknown): KubeError => {
  const code = codeOf(cause)
  const origin = URL.parse(server)?.origin ?? "its address"
  if (code?.startsWith("ERR_OSSL") === true || code === "ERR_CRYPTO_INVALID_KEYTYPE") {
    return new KubeError({
      ...requested(request),
      reason: "config",
      message: "A certificate or key of the kubeconfig cannot be used: it is not valid PEM, or the two do not match."
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
  const meaning =
    code === undefined ? "the connection failed" : (meanings.get(code) ?? `the connection failed (${code})`)
  return new KubeError({
    ...requested(request),
    reason: "transport",
    message: `The management cluster at ${origin} does not answer: ${meaning}. Wanted: ${inWords(request)}`
  })
}

/** An answer that began, or whose turn came, but did not end in time. */
export const tooSlow = (request: KubeRequest, limit: Duration.Duration): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "transport",
    message: `The management cluster did not answer completely within ${Duration.format(limit)}. Wanted: ${inWords(request)}`
  })

/** An answer that is not what Kubernetes speaks. */
export const protocolError = (request: KubeRequest, what: string): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "protocol",
    message: `The management cluster's answer is not a Kubernetes one: ${what}. Wanted: ${inWords(request)}`
  })
