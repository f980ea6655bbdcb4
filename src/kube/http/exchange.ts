import { Clock, Effect, Option, Stream } from "effect"
import { type Dispatcher, request as send } from "undici"
import { errorOfAnswer, redirected } from "../errors/apiStatus.ts"
import { type Destination, transportError } from "../errors/transportErrors.ts"
import type { Access } from "../login/Access.ts"
import { askerOf } from "../login/asker.ts"
import { urlOf } from "../login/server.ts"
import { makeConnections } from "./connections.ts"
import { describeProxy } from "./proxies.ts"
import { type AnyRequest, isPathRequest, requestPath } from "./resource.ts"

/** Characters of an error's body that are read: more than any Status needs. */
const errorBodyLimit = 64 * 1024

/** Redirects that are followed in a row, and only within the server's own origin. */
const mostRedirects = 5
const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Where the requests of a login go, for messages. */
export const destinationOf = ({ connection, server }: Access): Destination => ({
  server,
  authority:
    connection.tls.ca === undefined
      ? "an authority that this system trusts, and the kubeconfig names none (certificate-authority)"
      : "the kubeconfig's certificate authority",
  through: Option.getOrUndefined(Option.map(connection.proxy, describeProxy))
})

const first = (header: string | ReadonlyArray<string> | undefined): string | undefined =>
  typeof header === "string" ? header : header?.[0]

/** One request and its answer, over connections of its own: the body of a good answer, everything else a KubeError. */
export const makeExchange = Effect.gen(function* () {
  const connections = yield* makeConnections

  const ask = Effect.fnUntraced(function* (request: AnyRequest, access: Access, url: URL) {
    const signal = yield* Effect.abortSignal
    const dispatcher = yield* connections.dispatcherFor(access)
    const body = isPathRequest(request) ? request.body : undefined
    const headers = Object.entries(access.headers).map(([name, value]) => [name, [value].flat()])
    return yield* Effect.tryPromise({
      try: () =>
        send(url, {
          dispatcher,
          signal,
          headers: {
            accept: "application/json",
            "user-agent": "k0rdent-mcp",
            ...(body === undefined ? {} : { "content-type": "application/json" }),
            ...Object.fromEntries(headers)
          },
          ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) })
        }),
      catch: (cause) => transportError(request, destinationOf(access), cause)
    })
  })

  return Effect.fnUntraced(function* (request: AnyRequest, access: Access) {
    let url = urlOf(access.server, requestPath(request))
    for (let followed = 0; ; followed++) {
      const answer = yield* ask(request, access, url)
      const { body, headers, statusCode } = answer
      if (statusCode === 200 || statusCode === 201) return body
      const text = yield* bodyText(body)
      if (redirects.has(statusCode)) {
        const location = first(headers["location"])
        const target = URL.parse(location ?? "", url.href)
        // Credentials belong to one origin: whoever sends us elsewhere is not followed.
        const within = target !== null && target.origin === access.server.origin && target.href !== url.href
        if (!within || followed === mostRedirects) return yield* redirected(request, url, statusCode, location)
        url = target
        continue
      }
      const now = yield* Clock.currentTimeMillis
      return yield* errorOfAnswer(
        request,
        { code: statusCode, retryAfter: first(headers["retry-after"]), body: text, asker: askerOf(access, now) },
        now
      )
    }
  })
})

/**
 * The beginning of a body that is only read for an explanation. One that breaks off or does not end explains less: the
 * status code alone tells enough.
 */
const bodyText = (body: Dispatcher.ResponseData["body"]): Effect.Effect<string> =>
  Stream.fromAsyncIterable<Uint8Array, "brokenOff">(body, () => "brokenOff").pipe(
    Stream.interruptWhen(Effect.sleep("5 seconds")),
    Stream.decodeText(),
    Stream.scan(
      () => "",
      (before: string, text: string) => before + text
    ),
    Stream.takeUntil((text) => text.length >= errorBodyLimit),
    Stream.catch(() => Stream.empty),
    Stream.runLast,
    Effect.map(Option.getOrElse(() => ""))
  )
