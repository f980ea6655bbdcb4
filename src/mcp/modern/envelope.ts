import { Effect, Option, Schema } from "effect"
import { errorCodes, RequestFailure } from "../failures/failures.ts"
import { isJsonObject, type JsonObject } from "../transport/json.ts"

/** The versions of the protocol whose requests bear everything in `_meta`. */
export const modernVersions = ["2026-07-28"] as const

/** Keys of `_meta` (MCP 2026-07-28, basic/index, "`_meta`"). */
export const metaKeys = {
  protocolVersion: "io.modelcontextprotocol/protocolVersion",
  clientInfo: "io.modelcontextprotocol/clientInfo",
  clientCapabilities: "io.modelcontextprotocol/clientCapabilities",
  serverInfo: "io.modelcontextprotocol/serverInfo",
  subscriptionId: "io.modelcontextprotocol/subscriptionId"
} as const

/** Names of extensions, as both sides declare them. */
export const extensions = { tasks: "io.modelcontextprotocol/tasks", ui: "io.modelcontextprotocol/ui" } as const

/** What a request says of whoever sent it. */
export interface Envelope {
  readonly declares: { readonly tasks: boolean; readonly ui: boolean }
  /** Under which progress is to be told, where it is. */
  readonly progressToken?: string | number
  /** W3C Trace Context. */
  readonly traceparent?: string
}

const metaOf = (params: unknown): JsonObject | undefined => {
  const meta = isJsonObject(params) ? params["_meta"] : undefined
  return isJsonObject(meta) ? meta : undefined
}

// Methods that no version before 2026-07-28 has: who calls them means the modern era, however little else he says.
const modernOnly: ReadonlySet<string> = new Set(["server/discover", "subscriptions/listen"])

/** The version that a request names, if it names one. */
export const claimedVersion = (params: unknown): unknown => metaOf(params)?.[metaKeys.protocolVersion]

/** Whether a request is one of the modern era, well-formed or not. */
export const isModern = (request: { readonly method: string; readonly params?: unknown }): boolean => {
  const meta = metaOf(request.params)
  return (
    modernOnly.has(request.method) ||
    (meta !== undefined &&
      [metaKeys.protocolVersion, metaKeys.clientInfo, metaKeys.clientCapabilities].some((key) => key in meta))
  )
}

const Capabilities = Schema.Struct({
  extensions: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown))
})
const decodeCapabilities = Schema.decodeUnknownOption(Capabilities)
const decodeToken = Schema.decodeUnknownOption(Schema.Union([Schema.String, Schema.Finite]))

const malformed = (message: string) => new RequestFailure({ code: errorCodes.invalidParams, message })

export const unsupportedVersion = (requested: string) =>
  new RequestFailure({
    code: errorCodes.unsupportedProtocolVersion,
    message: `unsupported protocol version: this server speaks ${modernVersions.join(", ")} without initialize`,
    data: { supported: modernVersions, requested }
  })

/** A request that makes sense only to clients that declare an extension, from one that does not. */
export const missingCapability = (extension: string) =>
  new RequestFailure({
    code: errorCodes.missingClientCapability,
    message: `missing client capability: declare the extension ${extension} with the request`,
    data: { requiredCapabilities: { extensions: { [extension]: {} } } }
  })

/** Reads `_meta`: what must be there is there, and in a version that we speak. */
export const readEnvelope = (params: unknown): Effect.Effect<Envelope, RequestFailure> =>
  Effect.gen(function* () {
    const meta = metaOf(params)
    if (meta === undefined) return yield* malformed("params._meta is missing: every request bears its protocol version")
    const version = meta[metaKeys.protocolVersion]
    if (typeof version !== "string") {
      return yield* malformed(`params._meta["${metaKeys.protocolVersion}"] is missing, or no text`)
    }
    if (!modernVersions.some((known) => known === version)) return yield* unsupportedVersion(version.slice(0, 100))
    const capabilities = decodeCapabilities(meta[metaKeys.clientCapabilities])
    if (Option.isNone(capabilities)) {
      return yield* malformed(`params._meta["${metaKeys.clientCapabilities}"] is missing, or no object`)
    }
    const declared = capabilities.value.extensions ?? {}
    const progressToken = Option.getOrUndefined(decodeToken(meta["progressToken"]))
    const traceparent = meta["traceparent"]
    return {
      declares: { tasks: isJsonObject(declared[extensions.tasks]), ui: isJsonObject(declared[extensions.ui]) },
      ...(progressToken === undefined ? {} : { progressToken }),
      ...(typeof traceparent === "string" ? { traceparent } : {})
    }
  })
