import { getCACertificates } from "node:tls"

/**
 * The certificate authorities of the system, as kubectl trusts them, and those of NODE_EXTRA_CA_CERTS. Node's own bundle
 * counts only where the system has none, as in a small image. Node reads them once a process.
 */
export const systemRoots = (): ReadonlyArray<string> => {
  const system = getCACertificates("system")
  const roots = system.length > 0 ? system : getCACertificates("bundled")
  // Systems keep many of them twice, once by file and once by folder.
  return [...new Set([...roots, ...getCACertificates("extra")])]
}
