// What @peculiar/x509 is built with wants it first.
import "reflect-metadata"
import { webcrypto } from "node:crypto"
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator
} from "@peculiar/x509"

cryptoProvider.set(webcrypto)

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
const day = 24 * 60 * 60 * 1000

/** A certificate and its key, as PEM. */
export interface Issued {
  readonly cert: string
  readonly key: string
}

export interface Wanted {
  readonly name: string
  readonly groups?: ReadonlyArray<string>
  /** DNS names and addresses of a server. */
  readonly hosts?: ReadonlyArray<string>
  /** Days from now; yesterday for a certificate that has expired. */
  readonly days?: number
}

export interface Authority extends Issued {
  readonly issue: (wanted: Wanted) => Promise<Issued>
  /** An authority below this one. */
  readonly below: (name: string) => Promise<Authority>
}

const keyPem = async (keys: webcrypto.CryptoKeyPair): Promise<string> =>
  PemConverter.encode(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey), "PRIVATE KEY")

const keyPair = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])

const generalName = (host: string): JsonGeneralName =>
  /^[\d.]+$|:/u.test(host) ? { type: "ip", value: host } : { type: "dns", value: host }

const validity = (days: number) => ({
  notBefore: new Date(Date.now() - 2 * day),
  notAfter: new Date(Date.now() + days * day)
})

const authority = async (certificate: X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<Authority> => {
  const sign = async (
    subject: string,
    days: number,
    extensions: ReadonlyArray<
      BasicConstraintsExtension | KeyUsagesExtension | ExtendedKeyUsageExtension | SubjectAlternativeNameExtension
    >
  ) => {
    const own = await keyPair()
    const issued = await X509CertificateGenerator.create({
      subject,
      issuer: certificate.subject,
      ...validity(days),
      signingAlgorithm: algorithm,
      publicKey: own.publicKey,
      signingKey: keys.privateKey,
      extensions: [...extensions]
    })
    return { issued, own }
  }
  return {
    cert: certificate.toString("pem"),
    key: await keyPem(keys),
    issue: async ({ days = 30, groups = [], hosts, name }) => {
      const subject = [`CN=${name}`, ...groups.map((group) => `O=${group}`)].join(", ")
      const { issued, own } = await sign(subject, days, [
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([
          hosts === undefined ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth
        ]),
        ...(hosts === undefined || hosts.length === 0
          ? []
          : [new SubjectAlternativeNameExtension(hosts.map(generalName))])
      ])
      return { cert: issued.toString("pem"), key: await keyPem(own) }
    },
    below: async (name) => {
      const { issued, own } = await sign(`CN=${name}`, 30, [
        new BasicConstraintsExtension(true, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)
      ])
      return authority(issued, own)
    }
  }
}

/** A throw-away authority that signs itself. */
export const makeAuthority = async (name: string): Promise<Authority> => {
  const keys = await keyPair()
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    ...validity(30),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true)
    ]
  })
  return authority(certificate, keys)
}

/** A server's certificate that is its own authority. */
export const selfSigned = async (hosts: ReadonlyArray<string>, rsaBits?: number): Promise<Issued> => {
  const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1) }
  const keys =
    rsaBits === undefined
      ? await keyPair()
      : await webcrypto.subtle.generateKey({ ...rsa, modulusLength: rsaBits }, true, ["sign", "verify"])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=self",
    ...validity(30),
    signingAlgorithm: rsaBits === undefined ? algorithm : rsa,
    keys,
    extensions: [new SubjectAlternativeNameExtension(hosts.map(generalName))]
  })
  return { cert: certificate.toString("pem"), key: await keyPem(keys) }
}
