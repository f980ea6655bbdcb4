import { getDefaultEnvironment, StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Schema } from "effect"
import type { ClusterTarget } from "../../../src/domain/names.ts"
import { ProgressUpdate } from "../../../src/domain/update/progressUpdate.ts"
import { StrictClient } from "../../mcp/schema.ts"
import { program } from "../../support/program.ts"
import { becomes } from "./patience.ts"

/** A request that the server refused. */
export class Refused extends Schema.TaggedError<Refused>()("Refused", { code: Schema.Int, message: Schema.String }) {}

const refused = (thrown: unknown): Refused =>
  new Refused({
    code: thrown instanceof Error && "code" in thrown && typeof thrown.code === "number" ? thrown.code : 0,
    message: thrown instanceof Error ? thrown.message : String(thrown)
  })

const decodeUpdate = Schema.decodeUnknownSync(ProgressUpdate, { onExcessProperty: "error" })
const decodeState = Schema.decodeUnknownSync(Schema.Struct({ update: ProgressUpdate }))
const decodeText = Schema.decodeUnknownSync(
  Schema.Struct({ content: Schema.Array(Schema.Struct({ type: Schema.String, text: Schema.String })) })
)

export const uriOf = ({ name, namespace }: ClusterTarget): string => `k0rdent://cluster-monitor/${namespace}/${name}`

/** What a subscriber has been told so far. */
export interface Told {
  readonly updates: ReadonlyArray<ProgressUpdate>
  /** Waits for an update, told already or still to come. */
  readonly update: (
    what: string,
    matches: (update: ProgressUpdate) => boolean,
    within?: number
  ) => Effect.Effect<ProgressUpdate>
}

/** The built server as a child over stdio, with the official client as its peer. */
export const connect = Effect.fnUntraced(function* (
  kubeconfigPath: string,
  options: { readonly env?: Readonly<Record<string, string>> } = {}
) {
  const told = new Map<string, Array<ProgressUpdate>>()
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program],
    stderr: "pipe",
    env: {
      ...getDefaultEnvironment(),
      HOME: "/nonexistent",
      K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfigPath,
      ...options.env
    }
  })
  const log: Array<string> = []
  const client = yield* Effect.acquireRelease(
    Effect.promise(async () => {
      const connected = new StrictClient({ name: "k0rdent-mcp-cluster-test", version: "1.0.0" })
      connected.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params: { _meta, uri } }) => {
        told.set(uri, [...(told.get(uri) ?? []), decodeUpdate(_meta?.["delta"])])
      })
      await connected.connect(transport)
      return connected
    }),
    (connected) => Effect.promise(() => connected.close())
  )
  if (transport.stderr !== null && "on" in transport.stderr) {
    transport.stderr.on("data", (data: Buffer) => log.push(String(data)))
  }
  const ask = <A>(request: () => Promise<A>): Effect.Effect<A, Refused> =>
    Effect.tryPromise({ try: request, catch: refused })

  return {
    client,
    pid: transport.pid ?? 0,
    /** What it has logged. */
    log: (): string => log.join(""),
    subscribe: Effect.fnUntraced(function* (target: ClusterTarget) {
      const uri = uriOf(target)
      yield* ask(() => client.subscribeResource({ uri }))
      const updates = () => told.get(uri) ?? []
      return {
        get updates() {
          return updates()
        },
        update: (what, matches, within = 30_000) =>
          becomes(`${uri}: ${what}`, () => updates().some(matches), { within, seen: () => updates().map(brief) }).pipe(
            Effect.flatMap(() => Effect.orDie(Effect.fromNullishOr(updates().find(matches))))
          )
      } satisfies Told
    }),
    read: (target: ClusterTarget) => ask(() => client.readResource({ uri: uriOf(target) })),
    list: (cursor?: string) => ask(() => client.listResources(cursor === undefined ? {} : { cursor })),
    /** The tool's answer: the update, or the words of its refusal. */
    getState: (target: ClusterTarget): Effect.Effect<ProgressUpdate, Refused> =>
      Effect.flatMap(
        ask(() => client.callTool({ name: "k0rdent_mgmt_clusterDeployments_getState", arguments: { ...target } })),
        (result) =>
          result.isError === true
            ? Effect.fail(
                new Refused({
                  code: 0,
                  message: decodeText(result)
                    .content.map(({ text }) => text)
                    .join("\n")
                })
              )
            : Effect.succeed(decodeState(result.structuredContent).update)
      )
  }
})

/** An update in one line, for a failing test's message. */
export const brief = (update: ProgressUpdate): string =>
  `${update.timestamp} ${update.phase} ${update.progress ?? "-"} ${update.reason ?? "-"} ${update.source} ${update.severity}${update.terminal === true ? " terminal" : ""}: ${update.message.slice(0, 160)}`
