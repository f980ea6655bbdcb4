import type { IncomingMessage } from "node:http"
import { TLSSocket } from "node:tls"

const utf8 = (latin1: string): string => Buffer.from(latin1, "latin1").toString("utf8")

const valuesOf = (request: IncomingMessage, name: string): ReadonlyArray<string> =>
  request.rawHeaders.flatMap((header, index) => {
    const value = request.rawHeaders[index + 1]
    return index % 2 === 0 && header.toLowerCase() === name && value !== undefined ? [utf8(value)] : []
  })

const proved = (request: IncomingMessage): string => {
  const { authorization } = request.headers
  const socket = request.socket
  const name = socket instanceof TLSSocket ? socket.getPeerCertificate().subject?.CN : undefined
  const password = /^Basic (.*)$/u.exec(authorization ?? "")?.[1]
  const parts = [
    ...(authorization === undefined
      ? []
      : [password === undefined ? authorization : `Basic ${Buffer.from(password, "base64").toString("utf8")}`]),
    ...(name === undefined ? [] : [`certificate ${String(name)}`])
  ]
  return parts.length === 0 ? "nobody" : parts.join(", ")
}

const extraPrefix = "impersonate-extra-"

/** Whom a server takes a request for, and by what it came: the words of the fixtures' `# expect:`. */
export const identityOf = (request: IncomingMessage, through: string): string => {
  const [user] = valuesOf(request, "impersonate-user")
  const groups = valuesOf(request, "impersonate-group")
  const [uid] = valuesOf(request, "impersonate-uid")
  const extras = [...new Set(request.rawHeaders.map((name) => name.toLowerCase()))]
    .filter((name) => name.startsWith(extraPrefix))
    .toSorted()
    .toReversed()
    .map((name) => `, extra ${name.slice(extraPrefix.length)}=${valuesOf(request, name).join("|")}`)
  return [
    proved(request),
    user === undefined ? "" : `, as ${user}`,
    groups.length === 0 ? "" : `, groups ${groups.join("|")}`,
    uid === undefined ? "" : `, uid ${uid}`,
    ...extras,
    request.url?.startsWith("/prefix/") === true ? ", at /prefix" : "",
    through
  ].join("")
}
