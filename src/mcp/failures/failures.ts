import { Data, SchemaIssue } from "effect"
import type { MonitorError } from "../../monitor/errors.ts"
import type { InvalidUri } from "../uri.ts"

/**
 * JSON-RPC error codes that we use: JSON-RPC 2.0 section 5.1, MCP 2025-11-25 (server/resources, "Error Handling"), and
 * MCP 2026-07-28 (basic/index, "Error Codes").
 */
export const errorCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  resourceNotFound: -32002,
  headerMismatch: -32020,
  missingClientCapability: -32021,
  unsupportedProtocolVersion: -32022
} as const

/**
 * A request's failure as a client sees it. The SDK reads `code`, `message` and `data` off whatever a handler rejects
 * with; its own McpError would write the code into the message as well.
 */
export class RequestFailure extends Data.TaggedError("RequestFailure")<{
  readonly code: number
  readonly message: string
  readonly data?: Readonly<Record<string, unknown>>
}> {}

// Which of the monitor's refusals are the caller's to mend, which mean "no such thing", and which are the server's plight.
const codes: Readonly<Record<MonitorError["reason"], number>> = {
  namespaceNotAllowed: errorCodes.invalidParams,
  notFound: errorCodes.resourceNotFound,
  limitExceeded: errorCodes.internalError,
  invalidTimeout: errorCodes.invalidParams,
  invalidCursor: errorCodes.invalidParams,
  invalidSelector: errorCodes.invalidParams,
  forbidden: errorCodes.internalError,
  notInstalled: errorCodes.internalError,
  credentials: errorCodes.internalError,
  unavailable: errorCodes.internalError
}

/** The monitor's refusal of a request about a resource. */
export const refused =
  (uri?: string) =>
  (error: MonitorError): RequestFailure =>
    new RequestFailure({
      code: codes[error.reason],
      message: error.message,
      data: { reason: error.reason, ...(uri === undefined ? {} : { uri }) }
    })

// Long enough for any URI of ours; a longer one is no help to anybody.
const longestUri = 400

/** A URI that names nothing of ours. */
export const invalidUri =
  (uri: string) =>
  ({ message }: InvalidUri): RequestFailure =>
    new RequestFailure({
      code: errorCodes.invalidParams,
      message,
      data: { reason: "invalidUri", ...(uri.length > longestUri ? {} : { uri }) }
    })

const formatIssues = SchemaIssue.makeFormatterStandardSchemaV1()

/** What a schema found wrong, on one line: `path: problem; path: problem`. */
export const issueText = (issue: SchemaIssue.Issue): string =>
  formatIssues(issue)
    .issues.map(({ message, path }) => {
      const where = (path ?? []).map((part) => String(typeof part === "object" ? part.key : part)).join(".")
      return where === "" ? message : `${where}: ${message}`
    })
    .join("; ")
    .replaceAll(/\s+/gu, " ")

export const invalidParams = (method: string, issue: SchemaIssue.Issue): RequestFailure =>
  new RequestFailure({ code: errorCodes.invalidParams, message: `invalid params of ${method}: ${issueText(issue)}` })

export const unknownMethod = (method: string): RequestFailure =>
  new RequestFailure({ code: errorCodes.methodNotFound, message: `unknown method ${JSON.stringify(method)}` })

/** For a defect: its cause stands in the log, never on the wire. */
export const internalFailure = new RequestFailure({
  code: errorCodes.internalError,
  message: "internal error; the server's log on stderr says more"
})
