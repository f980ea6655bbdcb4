import type { IncomingMessage, ServerResponse } from "node:http"
import { Duration, Effect, Option, Result } from "effect"
import type { FaultTarget } from "../faults.ts"
import type { Fault } from "../Simulator.ts"
import { type ApiResource, apiVersionOf } from "../store/resources.ts"
import { type Body, makeBody } from "./body.ts"
import { listPage } from "./list.ts"
import { isTrue, type ListOptions, parseListOptions } from "./listOptions.ts"
import { type Route, routeOf } from "./routes.ts"
import { forbiddenFor, makeStatus, notFound, type StatusBody, tooLarge } from "./status.ts"
import { tableOf } from "./table.ts"
import { serveWatch, type WatchContext } from "./watch.ts"

/** In which form the client wants the answer; the first of its `Accept` clauses that this server knows. */
const acceptedForm = (header: string | undefined): "json" | "table" | undefined => {
  for (const clause of (header ?? "*/*").split(",")) {
    const [type = "", ...parameters] = clause.split(";").map((part) => part.trim().toLowerCase())
    if (!["application/json", "application/*", "*/*"].includes(type)) continue
    const as = parameters.find((parameter) => parameter.startsWith("as="))
    if (as === undefined) return "json"
    if (as === "as=table") return "table"
  }
  return undefined
}

type Answer =
  | { readonly _tag: "Text"; readonly code: number; readonly text: string }
  | { readonly _tag: "Json"; readonly code: number; readonly body: unknown; readonly retryAfter?: number }
  | { readonly _tag: "Watch"; readonly resource: ApiResource; readonly options: ListOptions; readonly table: boolean }

const json = (body: unknown): Answer => ({ _tag: "Json", code: 200, body })
const status = (body: StatusBody): Answer => ({ _tag: "Json", code: body.code, body })

const send = (
  response: ServerResponse,
  body: Body,
  answer: Exclude<Answer, { readonly _tag: "Watch" }>,
  betweenHeadersAndBody: () => void
): void => {
  const text = answer._tag === "Text" ? answer.text : JSON.stringify(answer.body)
  response.writeHead(answer.code, {
    "cache-control": "no-cache, private",
    "content-type": answer._tag === "Text" ? "text/plain; charset=utf-8" : "application/json",
    "content-length": Buffer.byteLength(text),
    ...(answer._tag === "Json" && answer.retryAfter !== undefined ? { "retry-after": `${answer.retryAfter}` } : {})
  })
  betweenHeadersAndBody()
  body.write(text)
  body.end()
}

const collection = (
  context: WatchContext,
  resource: ApiResource,
  namespace: string | undefined,
  query: URLSearchParams,
  table: boolean
): Answer =>
  Result.match(parseListOptions(resource, namespace, query), {
    onFailure: status,
    onSuccess: (options) => {
      if (options.watch) {
        const { resourceVersion = 0, sendInitialEvents = false } = options
        const current = context.store.revision()
        return sendInitialEvents && resourceVersion > current
          ? status(tooLarge(resourceVersion, current))
          : ({ _tag: "Watch", resource, options, table } as const)
      }
      const page = listPage(context.store, resource, options)
      if (page._tag === "Refused") return status(page.status)
      const { items, metadata } = page
      if (table) return json(tableOf(resource, items, { now: context.now(), include: options.includeObject, metadata }))
      return json({
        kind: `${resource.kind}List`,
        apiVersion: apiVersionOf(resource),
        // On the last page a CRD's list has an empty token, a built-in one's has none.
        metadata: resource.custom ? { continue: "", ...metadata } : metadata,
        items: items.map((item) => {
          if (resource.custom) return item
          const { kind: _kind, apiVersion: _apiVersion, ...rest } = resource.view(item)
          return rest
        })
      })
    }
  })

const object = (context: WatchContext, route: Extract<Route, { readonly _tag: "Object" }>, table: boolean): Answer => {
  const { resource, namespace, name } = route
  const found = context.store.get(resource.store, namespace, name)
  if (found === undefined) return status(notFound(resource.group, resource.plural, name))
  if (!table) return json(resource.view(found))
  const { resourceVersion } = found.metadata
  return json(tableOf(resource, [found], { now: context.now(), include: "Metadata", metadata: { resourceVersion } }))
}

const answerTo = (context: WatchContext, request: IncomingMessage, route: Route, query: URLSearchParams): Answer => {
  if (route._tag === "Unknown") return { _tag: "Text", code: 404, text: "404 page not found\n" }
  if (route._tag === "UnknownCore") return status(makeStatus(404, { details: {} }))
  if (request.method !== "GET") return status(makeStatus(405, { details: {} }))
  if (route._tag === "Health") return { _tag: "Text", code: 200, text: "ok" }
  const form = acceptedForm(request.headers.accept)
  if (form === undefined) {
    const message = "only the following media types are accepted: application/json"
    return status(makeStatus(406, { message, reason: "NotAcceptable" }))
  }
  switch (route._tag) {
    case "Document":
      return json(route.body)
    case "Collection":
      return collection(context, route.resource, route.namespace, query, form === "table")
    case "Object":
      return object(context, route, form === "table")
  }
}

const targetOf = (route: Route, query: URLSearchParams): FaultTarget => {
  if (route._tag === "Object") return { resource: route.resource.store, request: "get" }
  if (route._tag !== "Collection") return {}
  return { resource: route.resource.store, request: isTrue(query.get("watch")) ? "watch" : "list" }
}

const failureAnswer = (
  { message, retryAfterSeconds, status: code }: Extract<Fault, { readonly _tag: "Status" }>,
  route: Route,
  { request = "get" }: FaultTarget
): Exclude<Answer, { readonly _tag: "Watch" }> => {
  if (code === 403 && message === undefined && (route._tag === "Collection" || route._tag === "Object")) {
    return { _tag: "Json", code, body: forbiddenFor(request, route.resource.group, route.resource.plural, route) }
  }
  const retryAfter = retryAfterSeconds === undefined ? {} : { retryAfter: retryAfterSeconds }
  const body = makeStatus(code, {
    ...(message === undefined ? {} : { message }),
    ...(retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } })
  })
  return { _tag: "Json", code, body, ...retryAfter }
}

const parseTarget = Option.liftThrowable((target: string) => new URL(target, "http://simulator.invalid"))

/** Answers one request, faults included, and waits until a watch has ended. */
export const handle = Effect.fnUntraced(function* (
  context: WatchContext,
  request: IncomingMessage,
  response: ServerResponse
) {
  const { faults } = context
  const body = makeBody(response)
  const target = parseTarget(request.url ?? "/")
  const route: Route = Option.match(target, {
    onNone: () => ({ _tag: "Unknown" }),
    onSome: (url) => routeOf(url.pathname)
  })
  const query = Option.match(target, { onNone: () => new URLSearchParams(), onSome: (url) => url.searchParams })
  const about = targetOf(route, query)
  const reply = (answer: Exclude<Answer, { readonly _tag: "Watch" }>) =>
    send(response, body, answer, () => faults.strikeConnection({ ...about, body }))

  const slow = faults.take("Slow", about)
  if (slow !== undefined) yield* Effect.sleep(Duration.fromInputUnsafe(slow.delay))
  const failure = faults.take("Status", about)
  if (failure !== undefined) {
    return reply(failureAnswer(failure, route, about))
  }
  const answer = answerTo(context, request, route, query)
  if (answer._tag === "Watch") return yield* serveWatch(context, answer, response, body)
  reply(answer)
})
