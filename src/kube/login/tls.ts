import { createPrivateKey, X509Certificate } from "node:crypto"
import { Effect, Option, Result } from "effect"
import { configError } from "../errors/configError.ts"
import { label } from "../errors/label.ts"
import type { ClusterEntry, UserEntry } from "../kubeconfig/entries.ts"
import { readSmallFile } from "../kubeconfig/files.ts"
import { oddityWithin } from "../kubeconfig/oddities.ts"
import { certificateFault, keyFault, pemText } from "./pem.ts"

/** A client certificate with its chain, and its key: known to be PEM, and to belong together. */
export interface ClientPair {
  readonly cert: string
  readonly key: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** What a TLS connection is made with. */
export interface TlsMaterial {
  /** PEM certificates that are trusted; the system's where absent. */
  readonly ca?: ReadonlyArray<string>
  readonly insecure: boolean
  readonly servername?: string
  readonly pair?: ClientPair
}

// As Go's pem.Decode: a block begins at the beginning of a line, and nothing follows on the line of its end.
const certificateBlock = /^-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----[ \t]*\r?$/gmu
const certificatesIn = (pem: string): ReadonlyArray<string> => pem.match(certificateBlock) ?? []

const parseCertificate = (pem: string) => Option.liftThrowable(() => new X509Certificate(pem))()

/** One PEM text of a kubeconfig, from the field itself or from the file that it names. `field` is for messages. */
export interface PemSource {
  readonly field: string
  readonly text: string
}

/** The text of a field that stands in a file or in the kubeconfig, or nothing; both is refused, as with kubectl. */
const readPem = Effect.fnUntraced(function* (
  name: string,
  owner: string,
  { data, file }: { readonly data: string | undefined; readonly file: string | undefined }
) {
  if (data !== undefined && file !== undefined) {
    return yield* configError(`${name} and ${name}-data are both set for ${owner}: only one of them may be.`)
  }
  if (data !== undefined) return { field: `${name}-data of ${owner}`, text: data } satisfies PemSource
  if (file === undefined) return undefined
  const field = `The file ${label(file)}, ${name} of ${owner},`
  const oddity = oddityWithin(file)
  const bytes = yield* Effect.mapError(readSmallFile(file), ({ says }) =>
    configError(
      `${field} ${says}.${oddity === undefined ? "" : ` ${oddity}`}`,
      "Mend the path, which is relative to the kubeconfig's folder, or write the content into the field with -data."
    )
  )
  return { field, text: pemText(bytes) } satisfies PemSource
})

const readCa = ({ caData, caFile }: ClusterEntry, owner: string) =>
  readPem("certificate-authority", owner, { data: caData, file: caFile })
const readCert = ({ certData, certFile }: UserEntry, owner: string) =>
  readPem("client-certificate", owner, { data: certData, file: certFile })
const readKey = ({ keyData, keyFile }: UserEntry, owner: string) =>
  readPem("client-key", owner, { data: keyData, file: keyFile })

const ofCluster = (cluster: ClusterEntry, source: string) => `the cluster "${label(cluster.name)}" in ${source}`
const ofUser = (user: UserEntry, source: string) => `the user "${label(user.name)}" in ${source}`

/** That the files are there, which kubectl wants also where the connection is plain http and needs none of them. */
export const checkFiles = Effect.fnUntraced(function* (cluster: ClusterEntry, user: UserEntry, source: string) {
  yield* readCa(cluster, ofCluster(cluster, source))
  const cert = yield* readCert(user, ofUser(user, source))
  if (cert !== undefined) yield* readKey(user, ofUser(user, source))
})

/** The certificates that a cluster's own authority consists of. */
export const readAuthority = Effect.fnUntraced(function* (cluster: ClusterEntry, source: string) {
  const owner = ofCluster(cluster, source)
  const pem = yield* readCa(cluster, owner)
  if (pem === undefined) return undefined
  if (cluster.insecure) {
    return yield* configError(
      `insecure-skip-tls-verify and a certificate authority are both set for ${owner}: only one of them may be.`
    )
  }
  // As Go: what is no certificate is passed over, as long as there is one.
  const certificates = certificatesIn(pem.text).filter((block) => Option.isSome(parseCertificate(block)))
  return certificates.length > 0
    ? certificates
    : yield* configError(
        `${pem.field} ${certificateFault(pem.text)}.`,
        "Write the cluster's certificate authority there."
      )
})

/** A pair as it is used, or what is wrong with it, as a sentence. */
export const checkPair = (cert: PemSource, key: PemSource): Result.Result<ClientPair, string> => {
  const chain = certificatesIn(cert.text)
  const leaf = Option.flatMap(Option.fromUndefinedOr(chain[0]), parseCertificate)
  if (Option.isNone(leaf)) return Result.fail(`${cert.field} ${certificateFault(cert.text)}.`)
  const parsed = Result.try({ try: () => createPrivateKey(key.text), catch: () => keyFault(key.text) })
  if (Result.isFailure(parsed)) return Result.fail(`${key.field} ${parsed.failure}.`)
  if (!leaf.value.checkPrivateKey(parsed.success)) {
    return Result.fail(`${cert.field} does not belong to the private key: they are not a pair.`)
  }
  return Result.succeed({
    cert: chain.join("\n"),
    key: parsed.success.export({ type: "pkcs8", format: "pem" }).toString(),
    expiresAt: leaf.value.validToDate.getTime()
  })
}

/** The client certificate of a user, who may have none. A key alone is ignored, as with kubectl. */
export const readClientPair = Effect.fnUntraced(function* (user: UserEntry, source: string) {
  const owner = ofUser(user, source)
  const cert = yield* readCert(user, owner)
  if (cert === undefined) return undefined
  const key = yield* readKey(user, owner)
  if (key === undefined) return yield* configError(`client-key is missing for ${owner}: its certificate needs it.`)
  return yield* Effect.mapError(Effect.fromResult(checkPair(cert, key)), (says) =>
    configError(says, "Write a client certificate and its own key there, both as PEM.")
  )
})

/** The files that TLS is made of: a change of one of them makes another connection. */
export const tlsFiles = (cluster: ClusterEntry, user: UserEntry): ReadonlyArray<string> =>
  [cluster.caFile, user.certFile, user.keyFile].filter((file) => file !== undefined)
