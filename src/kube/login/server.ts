import { Result } from "effect"
import { trimmedEnd } from "../../domain/text/trim.ts"

/** Where the API server is. */
export interface ServerUrl {
  /** Scheme, host, port and a path that stands before every request's; without anything else. */
  readonly url: URL
  /** Whether the connection is encrypted: only then may a credential be sent. */
  readonly secure: boolean
  /** A name and a password in the URL itself, which count more than any other credential, as with Go's HTTP client. */
  readonly userinfo?: { readonly username: string; readonly password: string }
}

// Go's URL parser refuses what a browser's takes away or mends: blanks, controls, backslashes.
const strange = /[\s\p{Cc}\\]/u

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/**
 * A kubeconfig's `server` as client-go takes it (rest/url_utils.go, `DefaultServerURL`): a URL, or a host and port,
 * which means plain http. A query is ignored, a path is a prefix. Fails with the end of a sentence.
 */
export const parseServer = (text: string): Result.Result<ServerUrl, string> => {
  if (strange.test(text)) return Result.fail("holds a blank, a backslash or a control character")
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]/iu.test(text)
  const url = URL.parse(hasScheme ? text : `http://${text}`)
  if (url === null || url.hostname === "") return Result.fail("is neither a URL nor a host and port")
  if (!/^https?:$/u.test(url.protocol)) return Result.fail("is not an http or https URL")
  const path = trimmedEnd(url.pathname, "/")
  if (!hasScheme && path !== "") return Result.fail("has a path but no scheme: write https:// before it")
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
  return Result.succeed({ url: bare, secure, ...(userinfo === undefined ? {} : { userinfo }) })
}

/** A request's own path behind the server's. */
export const urlOf = (server: URL, path: string): URL =>
  new URL(`${server.pathname.replace(/\/$/u, "")}${path}`, server)
