import { isObject, type Json, list, object, text } from "./json.ts"
import { pause } from "./retry.ts"
import { type Answer, nameOf, type Source } from "./Source.ts"

/** What a host tells of a tool's result, in the app's own words. */
export interface Host {
  readonly source: Source
  readonly onResult: (take: (result: Json) => void) => void
}

const answerOf = (value: unknown): Answer => {
  const result = object(value)
  return {
    structured: object(result["structuredContent"]),
    refusal:
      result["isError"] === true
        ? list(result["content"])
            .map((part) => text(part["text"]))
            .join("\n")
        : undefined
  }
}

const applyTheme = (context: Json): void => {
  const theme = text(context["theme"])
  if (theme === "dark" || theme === "light") document.documentElement.dataset["theme"] = theme
}

const untilNextSeconds = 45

/** Speaks to the host of an MCP App (SEP-1865, version 2026-01-26): JSON-RPC by postMessage to the parent alone. */
export const connectHost = (): Host => {
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  const state: { next: number; dotted: boolean; take: (result: Json) => void; early: Array<Json> } = {
    next: 1,
    dotted: false,
    take: (result) => void state.early.push(result),
    early: []
  }
  const post = (message: Json) => window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*")

  const request = (method: string, params: Json): Promise<unknown> => {
    const id = state.next++
    const { promise, reject, resolve } = Promise.withResolvers<unknown>()
    pending.set(id, { resolve, reject })
    post({ id, method, params })
    return promise
  }

  const answered = (id: number, message: Json) => {
    const waiting = pending.get(id)
    pending.delete(id)
    if (isObject(message["error"])) {
      waiting?.reject(new Error(text(message["error"]["message"]) || "the host refused the call"))
    } else waiting?.resolve(message["result"])
  }

  const asked = (message: Json) => {
    const { id, method } = message
    if (method === "ui/notifications/tool-result") state.take(object(message["params"]))
    else if (method === "ui/notifications/host-context-changed") applyTheme(object(message["params"]))
    else if (id === undefined) return
    else if (method === "ui/resource-teardown" || method === "ping") post({ id, result: {} })
    else post({ id, error: { code: -32601, message: "unknown method" } })
  }

  window.addEventListener("message", ({ data, source }) => {
    if (source !== window.parent || !isObject(data) || data["jsonrpc"] !== "2.0") return
    const { id } = data
    if (typeof data["method"] === "string") asked(data)
    else if (typeof id === "number") answered(id, data)
  })

  const ready = request("ui/initialize", {
    protocolVersion: "2026-01-26",
    appInfo: { name: "k0rdent-mcp", version: "1" },
    appCapabilities: {}
  }).then((result) => {
    const context = object(object(result)["hostContext"])
    applyTheme(context)
    state.dotted = text(object(object(context["toolInfo"])["tool"])["name"]).includes(".")
    post({ method: "ui/notifications/initialized", params: {} })
    const tell = () => {
      const { scrollHeight, scrollWidth } = document.documentElement
      post({ method: "ui/notifications/size-changed", params: { width: scrollWidth, height: scrollHeight } })
    }
    new ResizeObserver(tell).observe(document.body)
  })

  const call: Source["call"] = async (tool, args) => {
    await ready
    return answerOf(await request("tools/call", { name: nameOf(tool, state.dotted), arguments: args }))
  }

  const source: Source = {
    call,
    // A host passes no subscriptions on: the story is followed by waiting for its next update.
    follow: async ({ name, namespace }, cursor, onUpdate, signal) => {
      let since = cursor
      while (!signal.aborted) {
        const args = { name, namespace, until: "update", timeoutSeconds: untilNextSeconds }
        const { refusal, structured } = await call("wait", since === "" ? args : { ...args, since }, signal)
        if (signal.aborted) return
        if (refusal !== undefined) throw new Error(refusal)
        since = text(structured["cursor"])
        const update = object(structured["update"])
        onUpdate(update)
        if (update["terminal"] === true || structured["outcome"] === "ended") return
        await pause(1000, signal)
      }
    }
  }
  return {
    source,
    onResult: (take) => {
      state.take = take
      for (const result of state.early.splice(0)) take(result)
    }
  }
}
