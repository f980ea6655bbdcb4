import { Context, Effect, Exit, Layer, type Scope } from "effect"
import type { Dispatcher } from "undici"
import { impossibleName } from "../errors/apiStatus.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { foreignAnswer, protocolError, tooSlow, transportError } from "../errors/transportErrors.ts"
import type { Access } from "../login/Access.ts"
import { ClusterAccess } from "../login/ClusterAccess.ts"
import { KubeSettings } from "../settings.ts"
import { readBody } from "./body.ts"
import { isCostly } from "./costly.ts"
import { destinationOf, makeExchange } from "./exchange.ts"
import { parseJson } from "./json.ts"
import { makeLineCutter } from "./lines.ts"
import { type AnyRequest, canExist, type KubeRequest } from "./resource.ts"

/**
 * Reads an answer to its end, once. `onLines` gets the lines that have come together, between two steps of the event loop:
 * what they lead to is done before anything else comes. An error that it gives back ends the reading.
 */
export type LineReader = (
  onLines: (lines: ReadonlyArray<string>) => KubeError | undefined
) => Effect.Effect<void, KubeError>

const parsed = (answer: Buffer): unknown => parseJson(answer.toString("utf8"))

/** The API server over HTTP: one request in, its body out, everything else a KubeError. */
export class KubeApi extends Context.Service<
  KubeApi,
  {
    /** The whole answer, parsed. */
    readonly json: (request: AnyRequest) => Effect.Effect<unknown, KubeError>
    /** The whole answer, for whoever does not want all of it parsed. `understand` says `undefined` where it is not JSON. */
    readonly read: <A>(
      request: AnyRequest,
      understand: (answer: Buffer) => A | undefined
    ) => Effect.Effect<A, KubeError>
    /** Succeeds once the answer's headers are there; what follows is its body. The connection belongs to the scope. */
    readonly lines: (request: KubeRequest) => Effect.Effect<LineReader, KubeError, Scope.Scope>
  }
>()("k0rdent-mcp/kube/KubeApi") {
  static readonly layer = Layer.effect(
    KubeApi,
    Effect.gen(function* () {
      const clusterAccess = yield* ClusterAccess
      const settings = yield* KubeSettings
      const exchange = yield* makeExchange

      /** What a failed request says about the login it was made with. */
      const judge = (access: Access) => (error: KubeError) => {
        switch (error.reason) {
          case "unauthorized":
            return clusterAccess.refused(access.generation)
          case "config":
          case "forbidden":
          case "notServed":
          case "protocol":
          case "transport":
            return clusterAccess.doubted(access.generation)
          case "notFound":
          case "expired":
          case "throttled":
          case "server":
          case "idle":
            return Effect.void
        }
      }

      const attempt = Effect.fnUntraced(function* (request: AnyRequest) {
        if (!canExist(request)) return yield* impossibleName(request)
        const access = yield* clusterAccess.access
        const body = yield* Effect.tapError(exchange(request, access), judge(access))
        return { body, access }
      })

      // A token may have been rotated since it was read: after a 401 the request is made once more, with what is there now.
      const open = (request: AnyRequest) =>
        Effect.retry(attempt(request), { times: 1, while: (error) => error.reason === "unauthorized" })

      const attend = Effect.fn("KubeApi.json")(function* <A>(
        request: AnyRequest,
        understand: (answer: Buffer) => A | undefined
      ) {
        const { access, body } = yield* open(request)
        return yield* Effect.gen(function* () {
          const bytes = yield* readBody(request, destinationOf(access), body)
          const answer = understand(bytes)
          return answer === undefined ? yield* foreignAnswer(request, "it is not JSON") : answer
        }).pipe(Effect.tapError(judge(access)))
      }, Effect.scoped)

      const read = <A>(request: AnyRequest, understand: (answer: Buffer) => A | undefined) =>
        attend(request, understand).pipe(
          Effect.timeoutOrElse({
            duration: settings.requestTimeout,
            orElse: () => Effect.fail(tooSlow(request, settings.requestTimeout))
          })
        )

      return KubeApi.of({
        read,
        json: (request) => read(request, parsed),
        lines: (request) =>
          Effect.map(open(request), ({ access, body }) =>
            readLines(body, {
              brokenOff: (cause) => transportError(request, destinationOf(access), cause),
              endless: protocolError(request, "a line of its watch has no end")
            })
          )
      })
    })
  )
}

const readLines =
  (
    body: Dispatcher.ResponseData["body"],
    errors: { readonly brokenOff: (cause: unknown) => KubeError; readonly endless: KubeError }
  ): LineReader =>
  (onLines) =>
    Effect.suspend(() => {
      const { cut } = makeLineCutter()
      let broken: KubeError | undefined
      // This listener stays: a connection that is taken down afterwards must not end the process.
      body.on("error", (cause) => {
        broken ??= errors.brokenOff(cause)
      })

      /** Reads on to the next lines that are costly, or to the end. */
      const readOn = Effect.callback<ReadonlyArray<string> | undefined, KubeError>((resume) => {
        const stop = () => body.pause().off("data", onData).off("end", onEnd).off("error", onError)
        const done = (exit: Exit.Exit<ReadonlyArray<string> | undefined, KubeError>) => {
          stop()
          resume(exit)
        }
        const onEnd = () => done(Exit.succeed(undefined))
        const onError = (cause: unknown) => done(Exit.fail(errors.brokenOff(cause)))
        const onData = (piece: Buffer) => {
          const lines = cut(piece)
          if (lines === undefined) return done(Exit.fail(errors.endless))
          if (lines.some(isCostly)) return done(Exit.succeed(lines))
          const error = onLines(lines)
          if (error !== undefined) done(Exit.fail(error))
        }
        if (broken !== undefined) return resume(Exit.fail(broken))
        body.on("error", onError).on("end", onEnd).on("data", onData).resume()
        return Effect.sync(stop)
      })
      return Effect.gen(function* () {
        for (let lines = yield* readOn; lines !== undefined; lines = yield* readOn) {
          for (const line of lines) {
            if (isCostly(line)) yield* Effect.yieldNow
            const error = onLines([line])
            if (error !== undefined) return yield* error
          }
        }
      })
    })
