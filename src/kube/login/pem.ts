type Fault = readonly [test: (text: string) => boolean, says: string]

// What kubectl config view shows in the place of certificates and keys, decoded as the base64 that it is not.
const omitted = Buffer.from("DATA+OMITTED", "base64").toString("utf8")

const holds = (pattern: RegExp) => (text: string) => pattern.test(text)

const ofBoth: ReadonlyArray<Fault> = [
  [(text) => text.trim() === "", "is empty"],
  [
    (text) => text === omitted,
    "is DATA+OMITTED, as kubectl config view shows it: kubectl config view --raw --flatten shows what is there"
  ],
  [holds(/^LS0tLS1CRUdJTi/u), "is base64 of base64: it was encoded twice"],
  [holds(/^[\s]*\ufeff/u), "begins with a byte order mark: save it as UTF-8 without one"],
  [holds(/^[ \t]+-----BEGIN /mu), "is indented: each line of PEM begins at the margin"],
  [holds(/^\s*0[\u0080-\uffff]/u), "holds no valid PEM but DER, perhaps: convert it with openssl x509 -inform DER"]
]

const noCertificate = "holds no valid PEM certificate"
const ofCertificates: ReadonlyArray<Fault> = [
  ...ofBoth,
  [
    holds(/^-----BEGIN (?:TRUSTED|X509) CERTIFICATE-----/mu),
    `${noCertificate}: of its kinds kubectl takes BEGIN CERTIFICATE alone`
  ],
  [holds(/^-----BEGIN CERTIFICATE REQUEST-----/mu), `${noCertificate} but a request for one`],
  [holds(/^-----BEGIN (?:\w+ )*PRIVATE KEY-----/mu), `${noCertificate} but a private key: were the two switched?`]
]

const noKey = "holds no valid PEM private key"
const ofKeys: ReadonlyArray<Fault> = [
  ...ofBoth,
  // PKCS 8 and the older form of OpenSSL.
  [
    holds(/^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/mu),
    "is encrypted with a passphrase, which kubectl cannot use either"
  ],
  [holds(/^-----BEGIN OPENSSH PRIVATE KEY-----/mu), `${noKey} but one of OpenSSH`],
  [holds(/^-----BEGIN (?:\w+ )*PUBLIC KEY-----/mu), `${noKey} but a public one`],
  [holds(/^-----BEGIN CERTIFICATE-----/mu), `${noKey} but a certificate: were the two switched?`]
]

/** Why a text holds no certificate that can be used, as the end of a sentence. */
export const certificateFault = (text: string): string =>
  ofCertificates.find(([test]) => test(text))?.[1] ?? noCertificate

/** The same of a private key. */
export const keyFault = (text: string): string => ofKeys.find(([test]) => test(text))?.[1] ?? noKey

/** A file's text; one that is UTF-16 keeps its mark, so that it can be said. */
export const pemText = (bytes: Buffer): string =>
  bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString("utf16le") : bytes.toString("utf8")
