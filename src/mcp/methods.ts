import type { JSONRPCRequest, ServerResult } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Result, Schema } from "effect"
import { ClusterMonitor, type MonitorableCluster } from "../monitor/ClusterMonitor.ts"
import { completeCluster } from "./completion.ts"
import { encodeUpdate } from "./encode.ts"
import { errorCodes, invalidParams, invalidUri, RequestFailure, refused, unknownMethod } from "./failures.ts"
import type { Subscriptions } from "./legacy/subscriptions.ts"
import { callGetState, getStateName, getStateTool } from "./tool.ts"
import { isNameOf, type ToolNameStyle } from "./toolNames.ts"
import { clusterUriTemplate, formatClusterUri, parseClusterUri, quoted } from "./uri.ts"

/** What a method may know of the request and the session it came in. */
export interface Session {
  readonly subscriptions: Subscriptions
  /** True once the response of the request at hand is on its way; false if it never will be. */
  readonly answered: Effect.Effect<boolean>
  readonly toolNames: ToolNameStyle
}

type Handler = (params: unknown, session: Session) => Effect.Effect<ServerResult, RequestFailure, ClusterMonitor>

const mimeType = "application/json"

const method = <S extends Schema.ConstraintDecoder<unknown>>(
  name: string,
  params: S,
  run: (params: S["Type"], session: Session) => Effect.Effect<ServerResult, RequestFailure, ClusterMonitor>
): readonly [string, Handler] => {
  const decode = Schema.decodeUnknownResult(params)
  return [
    name,
    (input, session) =>
      Result.match(decode(input ?? {}), {
        onFailure: (error) => Effect.fail(invalidParams(name, error.issue)),
        onSuccess: (decoded) => run(decoded, session)
      })
  ]
}

const Cursor = Schema.Struct({ cursor: Schema.optionalKey(Schema.String) })
const Uri = Schema.Struct({ uri: Schema.String })

const parse = (uri: string) => Effect.mapError(Effect.fromResult(parseClusterUri(uri)), invalidUri)

// Everything we offer but the clusters themselves fits on one page: a cursor can only be somebody else's.
const onePage = <A>(params: typeof Cursor.Type, result: A) =>
  params.cursor === undefined
    ? Effect.succeed(result)
    : Effect.fail(new RequestFailure({ code: errorCodes.invalidParams, message: "there is one page only: no cursor" }))

const resource = (cluster: MonitorableCluster) => ({
  uri: formatClusterUri({ target: cluster }),
  name: `${cluster.namespace}/${cluster.name}`,
  description: cluster.template === "" ? "ClusterDeployment" : `ClusterDeployment from template ${cluster.template}`,
  mimeType
})

const listResources = method("resources/list", Cursor, ({ cursor }) =>
  Effect.flatMap(ClusterMonitor, (monitor) =>
    monitor.list({ pageSize: 100, ...(cursor === undefined ? {} : { cursor }) })
  ).pipe(
    Effect.map(({ clusters, nextCursor }) => ({
      resources: clusters.map(resource),
      ...(nextCursor === undefined ? {} : { nextCursor })
    })),
    Effect.mapError(refused())
  )
)

const listTemplates = method("resources/templates/list", Cursor, (params) =>
  onePage(params, {
    resourceTemplates: [
      {
        uriTemplate: clusterUriTemplate,
        name: "k0rdent.cluster.monitor",
        title: "Story of a k0rdent cluster deployment",
        description:
          "Where a ClusterDeployment stands, as one JSON object. Subscribe to be told as it happens: each " +
          "notifications/resources/updated bears the update in _meta.delta, the last one says terminal: true. A " +
          "subscription lives 60 minutes unless ?timeout=<seconds> says otherwise.",
        mimeType
      }
    ]
  })
)

const readResource = method("resources/read", Uri, ({ uri }) =>
  Effect.gen(function* () {
    const monitor = yield* ClusterMonitor
    const { target } = yield* parse(uri)
    const update = yield* Effect.mapError(monitor.snapshot(target), refused(uri))
    return { contents: [{ uri, mimeType, text: JSON.stringify(yield* encodeUpdate(update)) }] }
  })
)

const subscribe = method("resources/subscribe", Uri, ({ uri }, { answered, subscriptions }) =>
  Effect.flatMap(parse(uri), (parsed) =>
    Effect.mapError(subscriptions.subscribe(parsed, uri, answered), refused(uri))
  ).pipe(Effect.as({}))
)

const unsubscribe = method("resources/unsubscribe", Uri, ({ uri }, { subscriptions }) =>
  Effect.flatMap(parse(uri), subscriptions.unsubscribe).pipe(Effect.as({}))
)

const listTools = method("tools/list", Cursor, (params, { toolNames }) =>
  Effect.flatMap(ClusterMonitor, ({ globalNamespace }) =>
    onePage(params, { tools: [getStateTool(toolNames, globalNamespace)] })
  )
)

const Call = Schema.Struct({ name: Schema.String, arguments: Schema.optionalKey(Schema.Unknown) })

const callTool = method("tools/call", Call, ({ arguments: args, name }) =>
  isNameOf(getStateName, name)
    ? callGetState(args)
    : Effect.fail(new RequestFailure({ code: errorCodes.invalidParams, message: `unknown tool ${quoted(name)}` }))
)

const Complete = Schema.Struct({
  ref: Schema.Struct({ type: Schema.String, uri: Schema.optionalKey(Schema.String) }),
  argument: Schema.Struct({ name: Schema.String, value: Schema.String }),
  context: Schema.optionalKey(
    Schema.Struct({ arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)) })
  )
})

const complete = method("completion/complete", Complete, ({ argument, context, ref }) =>
  ref.type === "ref/resource" && ref.uri === clusterUriTemplate
    ? completeCluster(argument, context?.arguments ?? {})
    : Effect.fail(
        new RequestFailure({
          code: errorCodes.invalidParams,
          message: `only the arguments of ${clusterUriTemplate} can be completed`
        })
      )
)

const methods: ReadonlyMap<string, Handler> = new Map([
  listResources,
  listTemplates,
  readResource,
  subscribe,
  unsubscribe,
  listTools,
  callTool,
  complete
])

/** Answers any request but `initialize` and `ping`, which are the SDK's. */
export const handleRequest = (request: JSONRPCRequest, session: Session) => {
  const handler = methods.get(request.method)
  return handler === undefined ? Effect.fail(unknownMethod(request.method)) : handler(request.params, session)
}
