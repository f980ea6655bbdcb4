import { isObject, type Json, list, object, parse, text } from "./json.ts"
import { type Answer, nameOf, type Source, TokenNeeded } from "./Source.ts"
import { events } from "./sse.ts"
import { token } from "./token.ts"

const version = "2026-07-28"
const endpoint = () => new URL("mcp", document.baseURI)

const envelope = {
  "io.modelcontextprotocol/protocolVersion": version,
  "io.modelcontextprotocol/clientInfo": { name: "k0rdent-mcp-page", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {}
}

const plainly = (status: number): string => `the server answered ${status}`

const request = async (method: string, params: Json, signal: AbortSignal): Promise<Response> => {
  const bearer = token.read()
  const name = text(params["name"])
  const response = await fetch(endpoint(), {
    method: "POST",
    signal,
    credentials: "omit",
    cache: "no-store",
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      "mcp-protocol-version": version,
      "mcp-method": method,
      ...(name === "" ? {} : { "mcp-name": name }),
      ...(bearer === "" ? {} : { authorization: `Bearer ${bearer}` })
    },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: envelope } })
  })
  if (response.status === 401) throw new TokenNeeded(bearer === "" ? "" : "the server does not know this token")
  return response
}

/** The messages of an answer, whether it is one object or a stream. */
const messages = async function* (response: Response): AsyncGenerator<Json> {
  if ((response.headers.get("content-type") ?? "").startsWith("text/event-stream") && response.body !== null) {
    for await (const data of events(response.body)) yield object(parse(data))
  } else {
    yield object(parse(await response.text()))
  }
}

const failureOf = (message: Json, status: number): Error | undefined =>
  isObject(message["error"])
    ? new Error(text(message["error"]["message"]) || plainly(status))
    : message["result"] === undefined && message["method"] === undefined
      ? new Error(plainly(status))
      : undefined

const call: Source["call"] = async (tool, args, signal): Promise<Answer> => {
  const response = await request("tools/call", { name: nameOf(tool, false), arguments: args }, signal)
  for await (const message of messages(response)) {
    const failure = failureOf(message, response.status)
    if (failure !== undefined) throw failure
    if (message["result"] === undefined) continue
    const result = object(message["result"])
    const words = list(result["content"]).map((part) => text(part["text"]))
    return {
      structured: object(result["structuredContent"]),
      refusal: result["isError"] === true ? words.join("\n") : undefined
    }
  }
  throw new Error("the answer broke off")
}

const follow: Source["follow"] = async ({ name, namespace }, _cursor, onUpdate, signal) => {
  const uri = `k0rdent://cluster-monitor/${namespace}/${name}`
  const params = { notifications: { resourceSubscriptions: [uri] } }
  const response = await request("subscriptions/listen", params, signal)
  for await (const message of messages(response)) {
    const failure = failureOf(message, response.status)
    if (failure !== undefined) throw failure
    if (message["result"] !== undefined) return
    const meta = object(object(message["params"])["_meta"])
    const [leftOut] = list(meta["io.k0rdent/leftOut"])
    if (leftOut !== undefined) throw new Error(text(leftOut["message"]))
    if (message["method"] === "notifications/resources/updated") onUpdate(meta["delta"])
  }
  throw new Error("the stream broke off")
}

/** The server that this page comes from. */
export const http: Source = { call, follow }
