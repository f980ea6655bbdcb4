import { Effect } from "effect"
import type { Address } from "../../mcp/transport/http/listener.ts"
import { parseFlags, UsageError, wholeNumber } from "../usage.ts"

const options = {
  http: { type: "string" },
  "metrics-port": { type: "string" },
  "metrics-host": { type: "string" }
} as const

export interface ServeFlags {
  /** Where to serve over HTTP; over stdin and stdout where absent. */
  readonly http?: Address
  readonly metrics?: Address
}

const port = (flag: string, text: string) => wholeNumber(flag, text, { minimum: 0, maximum: 65_535 })

// [HOST:]PORT, where an IPv6 address stands in brackets.
const address = /^(?:(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):)?(\d{1,5})$/u

const readHttp = Effect.fnUntraced(function* (text: string) {
  const [, ipv6, name, digits] = address.exec(text) ?? []
  if (digits === undefined) {
    return yield* new UsageError({
      message: `--http must be [HOST:]PORT, like 8080 or 0.0.0.0:8080, not ${JSON.stringify(text)}`
    })
  }
  return { host: ipv6 ?? name ?? "127.0.0.1", port: yield* port("--http", digits) }
})

export const readServeFlags = Effect.fnUntraced(function* (
  args: ReadonlyArray<string>
): Effect.fn.Return<ServeFlags, UsageError> {
  const { values } = yield* parseFlags("serve", { args: [...args], options, allowPositionals: false })
  const { "metrics-host": metricsHost, "metrics-port": metricsPort } = values
  if (metricsPort === undefined && metricsHost !== undefined) {
    return yield* new UsageError({ message: "serve: --metrics-host means nothing without --metrics-port" })
  }
  return {
    ...(values.http === undefined ? {} : { http: yield* readHttp(values.http) }),
    ...(metricsPort === undefined
      ? {}
      : { metrics: { host: metricsHost ?? "127.0.0.1", port: yield* port("--metrics-port", metricsPort) } })
  }
})
