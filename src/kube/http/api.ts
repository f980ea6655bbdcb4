import { Clock, Context, Effect, Exit, Layer, Option, type Scope, Stream } from "effect"
import { type Dispatcher, request as send } from "undici"
import { errorOfAnswer, impossibleName } from "../errors/apiStatus.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { protocolError, tooSlow, transportError } from "../errors/transportErrors.ts"
import { type Access, Credentials } from "../login/credentials.ts"
import { KubeSettings } from "../settings.ts"
import { makeConnections } from "./connections.ts"
import { makeLineCutter } from "./lines.ts"
import { canExist, type KubeRequest, requestPath } from "./resource.ts"

/** Characters of an error's body that are read: more than any Status needs. */
const errorBodyLimit = 64 * 1024

/**
 * Reads an answer to its end, once. `onLines` gets the lines that have come together, between two steps of the event loop:
 * what they lead to is done before anything else comes. An error that it gives back ends the reading.
 */
export type LineReader = (
  onLines: (lines: ReadonlyArray<string>) => KubeError | undefined
) => Effect.Effect<void, KubeError>

/** The API server over HTTP: one request in, its body out, everything else a KubeError. */
export class KubeApi extends Context.Service<
  KubeApi,
  {
    /** The whole answer, parsed. */
    readonly json: (request: KubeRequest) => Effect.Effect<unknown, KubeError>
    /** Succeeds once the answer's headers are there; what follows is its body. The connection belongs to the scope. */
    readonly lines: (request: KubeRequest) => Effect.Effect<LineReader, KubeError, Scope.Scope>
  }
>()("k0rdent-mcp/kube/KubeApi") {
  static readonly layer = Layer.effect(
    KubeApi,
    Effect.gen(function* () {
      const credentials = yield* Credentials
      const settings = yield* KubeSettings
      const connections = yield* makeConnections

      const exchange = Effect.fnUntraced(function* (request: KubeRequest, access: Access) {
        const signal = yield* Effect.abortSignal
        const dispatcher = yield* connections.dispatcherFor(access.connection)
        const answer = yield* Effect.tryPromise({
          try: () =>
            send(`${access.server}${requestPath(request)}`, {
              dispatcher,
              signal,
              headers: { accept: "application/json", "user-agent": "k0rdent-mcp", ...access.headers }
            }),
          catch: (cause) => transportError(request, access.server, cause)
        })
        if (answer.statusCode === 200) return answer.body
        const body = yield* bodyText(answer.body)
        const retryAfter = answer.headers["retry-after"]
        return yield* errorOfAnswer(
          request,
          {
            code: answer.statusCode,
            retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
            body
          },
          yield* Clock.currentTimeMillis
        )
      })

      const attempt = Effect.fnUntraced(function* (request: KubeRequest) {
        if (!canExist(request)) return yield* impossibleName(request)
        const access = yield* credentials.access
        const body = yield* exchange(request, access).pipe(
          Effect.tapError((error) => {
            if (error.reason === "unauthorized") return credentials.refused(access.generation)
            return error.reason === "transport" ? credentials.doubted(access.generation) : Effect.void
          })
        )
        return { body, server: access.server }
      })

      // A token may have been rotated since it was read: after a 401 the request is made once more, with what is there now.
      const open = (request: KubeRequest) =>
        Effect.retry(attempt(request), { times: 1, while: (error) => error.reason === "unauthorized" })

      const json = Effect.fn("KubeApi.json")(function* (request: KubeRequest) {
        const { body, server } = yield* open(request)
        const text = yield* Effect.tryPromise({
          try: () => body.text(),
          catch: (cause) => transportError(request, server, cause)
        })
        return yield* Effect.try({
          try: (): unknown => JSON.parse(text),
          catch: () => protocolError(request, "it is not JSON")
        })
      }, Effect.scoped)

      return KubeApi.of({
        json: (request) =>
          json(request).pipe(
            Effect.timeoutOrElse({
              duration: settings.requestTimeout,
              orElse: () => Effect.fail(tooSlow(request, settings.requestTimeout))
            })
          ),
        lines: (request) =>
          Effect.map(open(request), ({ body, server }) =>
            readLines(body, {
              brokenOff: (cause) => transportError(request, server, cause),
              endless: protocolError(request, "a line of its watch has no end")
            })
          )
      })
    })
  )
}

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

const readLines =
  (
    body: Dispatcher.ResponseData["body"],
    errors: { readonly brokenOff: (cause: unknown) => KubeError; readonly endless: KubeError }
  ): LineReader =>
  (onLines) =>
    Effect.callback((resume) => {
      const { cut } = makeLineCutter()
      const done = (exit: Exit.Exit<void, KubeError>) => {
        body.off("data", onData).off("end", onEnd)
        resume(exit)
      }
      const onEnd = () => done(Exit.void)
      const onData = (piece: Buffer) => {
        const lines = cut(piece)
        const error = lines === undefined ? errors.endless : onLines(lines)
        if (error !== undefined) done(Exit.fail(error))
      }
      // The listener of errors stays: a connection that is taken down afterwards must not end the process.
      body
        .on("error", (cause) => done(Exit.fail(errors.brokenOff(cause))))
        .on("end", onEnd)
        .on("data", onData)
      return Effect.sync(() => body.off("data", onData).off("end", onEnd))
    })
