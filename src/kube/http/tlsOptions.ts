import { isIP } from "node:net"
import { checkServerIdentity, createSecureContext, DEFAULT_CIPHERS, type PeerCertificate } from "node:tls"
import type { TlsMaterial } from "../login/tls.ts"
import { systemRoots } from "./systemRoots.ts"

/**
 * Names the server by its alternative names alone, as Go does: a common name is not looked at. The zone of a link-local
 * address stands in no certificate.
 */
const checkNames = (host: string, certificate: PeerCertificate): Error | undefined => {
  if (certificate.subjectaltname === undefined || certificate.subjectaltname === "") {
    return Object.assign(new Error("the certificate has no alternative name"), { code: "NO_ALTERNATIVE_NAME" })
  }
  return checkServerIdentity(host.replace(/%.*$/u, ""), certificate)
}

/** A TLS connection as Go would make it. Reading certificates costs time: the context is made once for all sockets. */
export const tlsOptions = ({ ca, insecure, pair, servername }: TlsMaterial) => ({
  secureContext: createSecureContext({
    ca: [...(ca ?? systemRoots())],
    // Whatever stands among the authorities is trusted, an intermediate or the server's own certificate, too.
    allowPartialTrustChain: true,
    // Go, too, takes the RSA keys of 1,024 bits that old clusters have, and no SHA-1.
    ciphers: `${DEFAULT_CIPHERS}:@SECLEVEL=1`,
    ...(pair === undefined ? {} : { cert: pair.cert, key: pair.key })
  }),
  // Said in any case, so that NODE_TLS_REJECT_UNAUTHORIZED changes nothing here.
  rejectUnauthorized: !insecure,
  // An address is no name to ask for (RFC 6066), but one to hold the certificate against.
  ...(servername !== undefined && isIP(servername) !== 0
    ? { checkServerIdentity: (_: string, certificate: PeerCertificate) => checkNames(servername, certificate) }
    : { checkServerIdentity: checkNames, ...(servername === undefined ? {} : { servername }) })
})

export type TlsOptions = ReturnType<typeof tlsOptions>
