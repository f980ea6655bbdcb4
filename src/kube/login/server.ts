import { isIPv4 } from "node:net"
import { Result } from "effect"
import { trimmedEnd } from "../../domain/text/trim.ts"

/** Where the API server is. */
export interface ServerUrl {
  /** Scheme, host, port and a path that stands before every request's; without anything else. */
  readonly url: URL
  /** Whether the connection is encrypted: only then may a credential be sent. */
  readonly secure: boolean
  /** The interface by which a link-local address is reached, which no URL can hold. */
  readonly zone?: string
  /** A name and a password in the URL itself, which count more than any other credential, as with Go's HTTP client. */
  readonly userinfo?: { readonly username: string; readonly password: string }
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

// A URL, or a host and port: what comes before the path, and what comes after.
const parts = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/?#]*)(.*)$/isu
// A link-local address and the interface that leads to it (RFC 6874).
const zoned = /\[([0-9a-f:.]+)%25([\w.~-]{1,32})\]/iu
const port = /:([^:\]]*)$/u

interface Oddity {
  readonly is: (authority: string, text: string) => boolean
  /** The end of a sentence. */
  readonly says: string
}

// Go's URL parser refuses what a browser's takes away or mends.
const oddities: ReadonlyArray<Oddity> = [
  { is: (_, text) => /\p{Cc}/u.test(text), says: "holds a line break or another control character" },
  { is: (_, text) => /^["'].*["']$/u.test(text), says: "is in quotes twice: take one pair away" },
  { is: (authority) => /[\s\\]/u.test(authority), says: "holds a blank or a backslash" },
  {
    is: (_, text) => /^https?(?::\/?|\/\/?)[^/:\d]/iu.test(text) || /^https?:?\/*$/iu.test(text),
    says: "does not begin with https:// and a host: the beginning is misspelt"
  },
  {
    is: (authority) => /^[^@[\]]*:[^@[\]]*:/u.test(authority),
    says: "is neither a URL nor a host and port: an IPv6 address is written in brackets, like https://[fd00::1]:6443"
  },
  {
    is: (authority) => {
      const digits = port.exec(authority)?.[1] ?? ""
      return digits !== "" && !(/^\d+$/u.test(digits) && Number(digits) <= 65_535)
    },
    says: "is neither a URL nor a host and port: its port is no number from 0 to 65535"
  }
]

/** Blanks and backslashes of a path as Go sends them. */
const escaped = (rest: string): string => rest.replaceAll(" ", "%20").replaceAll("\\", "%5C")

/**
 * A kubeconfig's `server` as client-go takes it (rest/url_utils.go, `DefaultServerURL`): a URL, or a host and port,
 * which means plain http. A query is ignored, a path is a prefix. Fails with the end of a sentence.
 */
export const parseServer = (text: string): Result.Result<ServerUrl, string> => {
  const [, scheme, authority = "", rest = ""] = parts.exec(text) ?? []
  const odd = oddities.find(({ is }) => is(authority, text))
  if (odd !== undefined) return Result.fail(odd.says)
  const [, address, zone] = zoned.exec(authority) ?? []
  const plain = address === undefined ? authority : authority.replace(zoned, `[${address}]`)
  const url = URL.parse(`${scheme ?? "http"}://${plain}${escaped(rest)}`)
  if (url === null || url.hostname === "") return Result.fail("is neither a URL nor a host and port")
  if (!/^https?:$/u.test(url.protocol)) return Result.fail("is not an http or https URL")
  if (isIPv4(url.hostname) && !authority.includes(url.hostname)) {
    return Result.fail(`writes the address ${url.hostname} in a way that kubectl does not know`)
  }
  const path = trimmedEnd(url.pathname, "/")
  if (scheme === undefined && path !== "") return Result.fail("has a path but no scheme: write https:// before it")
  if (url.hash !== "" && path !== "") return Result.fail("has a fragment (#) behind its path")
  const userinfo =
    url.username === "" && url.password === ""
      ? undefined
      : { username: decoded(url.username), password: decoded(url.password) }
  const secure = url.protocol === "https:"
  if (userinfo !== undefined && !secure) {
    return Result.fail("holds a user name and a password, which are not sent over plain http")
  }
  const bare = new URL(url.origin)
  bare.pathname = path === "" ? "/" : path
  return Result.succeed({
    url: bare,
    secure,
    ...(userinfo === undefined ? {} : { userinfo }),
    ...(zone === undefined ? {} : { zone })
  })
}

/** A request's own path behind the server's. */
export const urlOf = (server: URL, path: string): URL =>
  new URL(`${server.pathname.replace(/\/$/u, "")}${path}`, server)
