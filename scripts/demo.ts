import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js"
import { ResourceUpdatedNotificationSchema } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Queue, Schema, Stream } from "effect"
import { printable } from "../src/cli/terminal/paint.ts"
import { terminalScreen } from "../src/cli/terminal/screen.ts"
import { show } from "../src/cli/terminal/story.ts"
import { ProgressUpdate } from "../src/domain/update/progressUpdate.ts"

const program = fileURLToPath(new URL("../dist/bin/k0rdent-mcp.mjs", import.meta.url))
const uri = "k0rdent://cluster-monitor/kcm-system/azure-edge"

// 386 s of deployment in about 16: fast enough to wait for, slow enough to read.
const speed = "25"
const patience = "28 seconds"

const say = (text: string) => Effect.sync(() => process.stdout.write(`${text}\n`))

/** The built program's own management cluster, as a child; it is gone when the scope closes. */
const simulator = Effect.acquireRelease(
  Effect.promise(async () => {
    const child = spawn(process.execPath, [program, "simulate", "--speed", speed], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    for await (const line of createInterface({ input: child.stdout })) {
      const kubeconfig = /^export KUBECONFIG=(.+)$/u.exec(line)?.[1]
      if (kubeconfig !== undefined) return { child, kubeconfig }
    }
    throw new Error("the simulator ended before it was ready")
  }),
  ({ child }) =>
    Effect.promise(async () => {
      if (child.exitCode !== null) return
      child.kill("SIGTERM")
      await once(child, "exit")
    })
)

/** The official MCP client, with the built server as its child over stdio. */
const connect = (kubeconfig: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const client = new Client({ name: "k0rdent-mcp-demo", version: "1.0.0" })
      await client.connect(
        new StdioClientTransport({
          command: process.execPath,
          args: [program],
          env: { K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfig }
        })
      )
      return client
    }),
    (client) => Effect.promise(() => client.close())
  )

const decodeDelta = Schema.decodeUnknownEffect(ProgressUpdate)

/** Every update that the server tells about the resource, to the terminal one. */
const updatesOf = (client: Client) =>
  Stream.callback<unknown>((queue) =>
    Effect.promise(async () => {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => {
        Queue.offerUnsafe(queue, params._meta?.["delta"])
      })
      await client.subscribeResource({ uri })
    })
  ).pipe(
    Stream.mapEffect((delta) => decodeDelta(delta)),
    Stream.takeUntil((update) => update.terminal === true)
  )

const demo = Effect.gen(function* () {
  const { kubeconfig } = yield* simulator
  const client = yield* connect(kubeconfig)
  const server = client.getServerVersion()
  const { tools } = yield* Effect.promise(() => client.listTools())
  yield* say(
    `connected over stdio to ${server?.name} ${server?.version}; tool ${tools.map(({ name }) => name).join(", ")}`
  )
  yield* say(`subscribe ${uri} (an Azure deployment as recorded, ${speed} times as fast)`)
  const last = yield* show(updatesOf(client), terminalScreen(process.stdout))
  if (last?.phase !== "Ready") return yield* Effect.die(new Error(`the story ended in ${last?.phase ?? "silence"}`))
  const state = yield* Effect.promise(() =>
    client.callTool({ name: tools[0]?.name ?? "", arguments: { name: "azure-edge" } })
  )
  const [content] = Array.isArray(state.content) ? state.content : []
  yield* say(`\ncall ${tools[0]?.name}`)
  yield* say(
    content?.type === "text"
      ? content.text
          .split("\n")
          .map((line: string) => `  ${printable(line)}`)
          .join("\n")
      : ""
  )
})

await Effect.runPromise(demo.pipe(Effect.scoped, Effect.timeout(patience)))
