import { createServer, type ServerResponse } from "node:http"
import { createInterface } from "node:readline"
import { clusterText, eventText } from "./objects.ts"

// The API server of the bench, as a process of its own so that its work is nobody's: everything is written as text that was made
// beforehand. Told by lines on stdin, it answers by lines on stdout.

interface Options {
  readonly namespaces: ReadonlyArray<string>
  /** ClusterDeployments of each namespace. */
  readonly clusters: number
  /** Events that a list of each namespace has. */
  readonly events: number
}

type Command =
  /** Foreign events, `rate` a second for `seconds`, over all namespaces in turn. */
  | { readonly storm: { readonly rate: number; readonly seconds: number } }
  /** One cluster changes its phase. */
  | { readonly change: { readonly namespace: string; readonly name: string; readonly generation: number } }

const options: Options = JSON.parse(process.argv[2] ?? "{}")
const say = (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`)
const now = () => performance.timeOrigin + performance.now()

const clusters = new Map(
  options.namespaces.map((namespace) => [
    namespace,
    Array.from({ length: options.clusters }, (_, index) => clusterText(namespace, `cluster-${index}`, 1, index + 1))
  ])
)
const events = new Map(
  options.namespaces.map((namespace) => [
    namespace,
    Array.from({ length: options.events }, (_, index) => eventText(namespace, index, 1))
  ])
)
interface Watch {
  readonly resource: string
  readonly namespace: string
  readonly response: ServerResponse
}
const watches = new Set<Watch>()
const tell = (resource: string, namespace: string, line: string) => {
  for (const watch of watches)
    if (watch.resource === resource && watch.namespace === namespace) watch.response.write(line)
}
let version = 1_000_000

const listed = (resource: string, namespace: string | undefined): ReadonlyArray<string> => {
  const all = resource === "events" ? events : clusters
  return namespace === undefined ? [...all.values()].flat() : (all.get(namespace) ?? [])
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost")
  const found = /(?:\/namespaces\/([^/]+))?\/(clusterdeployments|events)(?:\/([^/]+))?$/u.exec(url.pathname)
  const [, namespace, resource, name] = found ?? []
  if (resource !== "clusterdeployments" && resource !== "events") return void response.writeHead(404).end("{}")
  response.setHeader("content-type", "application/json")
  if (url.searchParams.has("watch")) {
    response.flushHeaders()
    const watch = { resource, namespace: namespace ?? "", response }
    watches.add(watch)
    response.on("close", () => watches.delete(watch))
    return
  }
  const items = listed(resource, namespace)
  if (name !== undefined) return void response.end(items[Number(name.replace("cluster-", ""))])
  const from = Number(url.searchParams.get("continue") ?? 0)
  const to = from + Number(url.searchParams.get("limit") ?? items.length)
  const more = to < items.length ? `,"continue":"${to}"` : ""
  response.write(`{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"${version}"${more}},"items":[`)
  response.end(`${items.slice(from, to).join(",")}]}`)
})

// A real API server flushes each event by itself: what falls due together is written one after the other.
const storm = (rate: number, seconds: number) => {
  const total = rate * seconds
  const began = performance.now()
  let written = 0
  const write = () => {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate))
    for (; written < due; written += 1) {
      const namespace = options.namespaces[written % options.namespaces.length] ?? ""
      version += 1
      tell("events", namespace, `{"type":"ADDED","object":${eventText(namespace, written, version)}}\n`)
    }
    if (written < total) return setTimeout(write, 2)
    return say({ stormed: total })
  }
  write()
}

const obey = (command: Command) => {
  if ("storm" in command) return storm(command.storm.rate, command.storm.seconds)
  const { generation, name, namespace } = command.change
  version += 1
  const text = clusterText(namespace, name, generation, version)
  tell("clusterdeployments", namespace, `{"type":"MODIFIED","object":${text}}\n`)
  say({ wrote: now() })
}

createInterface({ input: process.stdin })
  .on("line", (line) => obey(JSON.parse(line)))
  .on("close", () => process.exit(0))
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  say({ port: typeof address === "object" && address !== null ? address.port : 0 })
})
