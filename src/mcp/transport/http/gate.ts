import { BlockList, isIP } from "node:net"

/** Names by which a machine calls itself. */
const loopbackNames: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"])

/** Whether an address to listen on is reached from this machine alone. */
export const isLoopback = (host: string): boolean => {
  const family = isIP(host)
  if (family === 0) return host.toLowerCase() === "localhost"
  const loopback = new BlockList()
  loopback.addSubnet("127.0.0.0", 8)
  loopback.addAddress("::1", "ipv6")
  return loopback.check(host, family === 6 ? "ipv6" : "ipv4")
}

/** The name in a `Host` header or an `Origin`, without its port, in lower case; nothing where it is no such thing. */
const nameIn = (authority: string): string | undefined => {
  try {
    const { hostname, host, pathname, search, username } = new URL(`http://${authority}`)
    if (host === "" || pathname !== "/" || search !== "" || username !== "") return undefined
    return hostname.replace(/^\[(.*)\]$/u, "$1")
  } catch {
    return undefined
  }
}

const nameOfOrigin = (origin: string): string | undefined => {
  const authority = /^https?:\/\/([^/?#]+)$/u.exec(origin)?.[1]
  return authority === undefined ? undefined : nameIn(authority)
}

/** Which names a server answers to. */
export interface Gate {
  readonly allowsHost: (host: string | undefined) => boolean
  /** A request without an `Origin` comes from no page. */
  readonly allowsOrigin: (origin: string | undefined) => boolean
}

/**
 * A page that a browser has open anywhere can send requests to this server: by a name that it has pointed here, or from
 * its own origin. Both say so, in `Host` and in `Origin` (MCP 2026-07-28, transports/streamable-http, "Security"). Ports
 * are not compared: a tunnel or a proxy may change them.
 */
export const makeGate = (listeningOn: string, allowedHosts: ReadonlyArray<string>): Gate => {
  const own = /^(?:0\.0\.0\.0|::)$/u.test(listeningOn) ? [] : [listeningOn]
  const names = new Set([...loopbackNames, ...own, ...allowedHosts.flatMap((host) => nameIn(host.trim()) ?? [])])
  const known = (name: string | undefined): boolean => name !== undefined && names.has(name)
  return {
    allowsHost: (host) => host !== undefined && known(nameIn(host)),
    allowsOrigin: (origin) => origin === undefined || known(nameOfOrigin(origin))
  }
}
