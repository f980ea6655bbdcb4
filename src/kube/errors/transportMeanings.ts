import { Predicate } from "effect"
import { label } from "./label.ts"

/** What a connection that failed means to a person. */
export interface Meaning {
  /** The rest of a sentence that begins with the server. */
  readonly says: string
  readonly remedy?: string
}

const untrusted = "its certificate is not signed by"
const mendAuthority = "Write the authority that signed it into certificate-authority-data of the cluster."
const startOrMend = "See that the API server runs there, or mend the server of the cluster."
const speaksHttp = "Write http:// into the server of the cluster, if that is meant, or mend its port."
const clock = "Have it renewed, or set this machine's clock right."

const says = (text: string, remedy?: string): Meaning => ({ says: text, ...(remedy === undefined ? {} : { remedy }) })

// What the codes of Node, OpenSSL and undici mean to a person. Messages of the libraries are not repeated.
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ["ECONNREFUSED", says("the connection was refused", startOrMend)],
  ["ECONNRESET", says("the connection was reset")],
  ["EPIPE", says("the connection was reset")],
  [
    "ENOTFOUND",
    says("its host name is unknown", "Mend the server of the cluster, or connect to the VPN that knows it.")
  ],
  ["EAI_AGAIN", says("its host name cannot be looked up now")],
  ["EHOSTUNREACH", says("its host cannot be reached")],
  ["ENETUNREACH", says("its network cannot be reached")],
  ["ETIMEDOUT", says("the connection timed out")],
  ["UND_ERR_CONNECT_TIMEOUT", says("the connection timed out")],
  ["UND_ERR_HEADERS_TIMEOUT", says("it accepted the connection but did not answer in time")],
  ["UND_ERR_BODY_TIMEOUT", says("its answer stopped half-way")],
  ["UND_ERR_SOCKET", says("the connection was closed")],
  ["UND_ERR_CLOSED", says("this program is ending")],
  ["UND_ERR_DESTROYED", says("this program is ending")],
  ["CERT_HAS_EXPIRED", says("its certificate has expired", clock)],
  ["CERT_NOT_YET_VALID", says("its certificate is not valid yet", clock)],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", says(untrusted, mendAuthority)],
  ["SELF_SIGNED_CERT_IN_CHAIN", says(untrusted, mendAuthority)],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", says(untrusted, mendAuthority)],
  ["UNABLE_TO_GET_ISSUER_CERT", says(untrusted, mendAuthority)],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", says(untrusted, mendAuthority)],
  ["CERT_SIGNATURE_FAILURE", says(untrusted, mendAuthority)],
  [
    "NO_ALTERNATIVE_NAME",
    says("its certificate names no host (it has no subject alternative name)", "Have a certificate made that names it.")
  ],
  ["ERR_SSL_WRONG_VERSION_NUMBER", says("it does not speak TLS", speaksHttp)],
  ["ERR_SSL_PACKET_LENGTH_TOO_LONG", says("it does not speak TLS", speaksHttp)],
  ["HPE_INVALID_CONSTANT", says("it does not speak HTTP")],
  ["HPE_INVALID_METHOD", says("it does not speak HTTP")]
])

/** The code of an error, or of what caused it. */
export const codeOf = (cause: unknown): string | undefined => {
  if (Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code)) return cause.code
  return Predicate.hasProperty(cause, "cause") ? codeOf(cause.cause) : undefined
}

// TLS alerts about what we have shown: RFC 8446, section 6.2.
const certificateAlert = /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/u

/** The names in a certificate, as Node puts them into one text: `DNS:localhost, IP Address:127.0.0.1`. */
const namesIn = (cause: unknown): string | undefined => {
  if (!Predicate.hasProperty(cause, "cert")) {
    return Predicate.hasProperty(cause, "cause") ? namesIn(cause.cause) : undefined
  }
  const { cert } = cause
  if (!Predicate.hasProperty(cert, "subjectaltname") || !Predicate.isString(cert.subjectaltname)) return undefined
  const names = cert.subjectaltname.split(", ").flatMap((name) => /^(?:DNS|IP Address):(.+)$/u.exec(name)?.[1] ?? [])
  return names.length === 0 ? undefined : label(names.join(", "))
}

const otherName = (cause: unknown): Meaning => {
  const names = namesIn(cause)
  return says(
    `its certificate is for another host name${names === undefined ? "" : ` (it names ${names})`}`,
    "Write a name that it has into tls-server-name, or into the server of the cluster."
  )
}

/** What went wrong with a connection. `authority` names what was trusted. */
export const meaningOf = (cause: unknown, authority: string): Meaning => {
  const code = codeOf(cause)
  if (code === undefined) return says("the connection failed")
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return otherName(cause)
  if (certificateAlert.test(code)) {
    return says(
      "it does not accept the client certificate of the kubeconfig, or wants one",
      "Have a new client certificate made, and write it into the kubeconfig."
    )
  }
  const meaning = meanings.get(code)
  if (meaning?.says === untrusted) return { ...meaning, says: `${untrusted} ${authority}` }
  if (meaning !== undefined) return meaning
  return says(code.startsWith("HPE_") ? "it does not speak HTTP" : `the connection failed (${code})`)
}

const giveCredentials = "Write them into its URL."

// undici, lib/core/socks5-client.js, with the replies of RFC 1928.
const socks: ReadonlyArray<readonly [code: RegExp, meaning: Meaning]> = [
  [/AUTH_(?:REJECTED|FAILED|METHOD)$/u, says("asks for a user name and a password", giveCredentials)],
  [/REPLY_2$/u, says("does not allow the connection")],
  [/REPLY_[3-6]$/u, says("cannot reach the API server")],
  [/REPLY_\d+$/u, says("could not connect")],
  [/./u, says("does not speak SOCKS 5")]
]

/** What a proxy of SOCKS 5 complains about, where it is that. */
export const socksMeaningOf = (cause: unknown): Meaning | undefined => {
  const code = codeOf(cause) ?? ""
  return code.startsWith("UND_ERR_SOCKS5") ? socks.find(([pattern]) => pattern.test(code))?.[1] : undefined
}
