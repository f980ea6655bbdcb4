import { Result, Schema } from "effect"
import { labelsOf, type StoredObject } from "./objects.ts"
import { type ApiResource, fieldValue } from "./resources.ts"
import { matchesLabels, parseFieldSelector, parseLabelSelector } from "./selectors.ts"
import { badRequest, invalidOptions, makeStatus, type StatusBody } from "./status.ts"

/** The query of a list or a watch, read as the API server reads it. */
export interface ListOptions {
  readonly watch: boolean
  readonly limit: number
  readonly continue?: ContinueToken
  /** Absent, 0 for "any", or a number handed out before. */
  readonly resourceVersion?: number
  readonly match?: "Exact" | "NotOlderThan"
  readonly sendInitialEvents?: boolean
  readonly bookmarks: boolean
  readonly timeoutSeconds?: number
  /** Which part of each object a Table row carries. */
  readonly includeObject: "None" | "Metadata" | "Object"
  readonly selects: (object: StoredObject) => boolean
}

/** Where the next page starts: after `after`, in the list as it stood at `revision` (-1: as it stands then). */
export const ContinueToken = Schema.Struct({ v: Schema.Literal(1), rv: Schema.Int, after: Schema.String })
export type ContinueToken = typeof ContinueToken.Type

const Token = Schema.fromJsonString(ContinueToken)
const decodeToken = Schema.decodeUnknownResult(Token)

/** Opaque for clients, as the real one is. */
export const encodeContinue = (revision: number, after: string): string =>
  Buffer.from(JSON.stringify({ v: 1, rv: revision, after })).toString("base64url")

const forbidden = (field: string, message: string) => ({
  field,
  reason: "FieldValueForbidden",
  message: `Forbidden: ${message}`
})

/** How the API server reads a boolean of a query: whatever does not deny, affirms. */
export const isTrue = (value: string | null): boolean =>
  value !== null && value !== "0" && value.toLowerCase() !== "false"

const integer = (query: URLSearchParams, name: string): Result.Result<number | undefined, StatusBody> => {
  const value = query.get(name)
  if (value === null || value === "") return Result.succeed(undefined)
  return /^[-+]?\d+$/u.test(value)
    ? Result.succeed(Number(value))
    : Result.fail(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`))
}

/** The rules of k8s.io/apimachinery's ValidateListOptions (meta/internalversion/validation). */
const contradictions = (query: URLSearchParams, watch: boolean) => {
  const version = query.get("resourceVersion") ?? ""
  const match = query.get("resourceVersionMatch") ?? ""
  const initial = query.has("sendInitialEvents")
  const field = "resourceVersionMatch"
  const causes: Array<{ readonly field: string; readonly reason: string; readonly message: string }> = []
  if (watch && initial && match !== "NotOlderThan") {
    causes.push(forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
  }
  if (match !== "" && watch && !initial) {
    causes.push(forbidden(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
  }
  if (match !== "" && !watch && version === "") {
    causes.push(forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided"))
  }
  if (match !== "" && (query.get("continue") ?? "") !== "") {
    causes.push(forbidden(field, "resourceVersionMatch is forbidden when continue is provided"))
  }
  if (match !== "" && match !== "Exact" && match !== "NotOlderThan") {
    const message = `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`
    causes.push({ field, reason: "FieldValueNotSupported", message })
  }
  if (match === "Exact" && version === "0") {
    causes.push(forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
  }
  if (initial && !watch) causes.push(forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
  return causes
}

const readVersion = (query: URLSearchParams, watch: boolean): Result.Result<number | undefined, StatusBody> => {
  const value = query.get("resourceVersion") ?? ""
  if (value === "") return Result.succeed(undefined)
  if (/^\d+$/u.test(value)) return Result.succeed(Number(value))
  const problem = `Invalid value: ${JSON.stringify(value)}: strconv.ParseUint: parsing ${JSON.stringify(value)}: invalid syntax`
  // A real server words and classes the same mistake differently for the two.
  if (!watch) return Result.fail(badRequest(`invalid resource version: resourceVersion: ${problem}`))
  const { reason: _, ...status } = makeStatus(500, { message: `resourceVersion: ${problem}` })
  return Result.fail(status)
}

const readContinue = (query: URLSearchParams): Result.Result<ContinueToken | undefined, StatusBody> => {
  const token = query.get("continue") ?? ""
  if (token === "") return Result.succeed(undefined)
  const version = query.get("resourceVersion") ?? ""
  if (version !== "" && version !== "0") {
    return Result.fail(badRequest("specifying resource version is not allowed when using continue"))
  }
  return Result.mapError(decodeToken(Buffer.from(token, "base64url").toString()), () =>
    badRequest("invalid continue token: continue key is not valid")
  )
}

/** Reads and validates the query of a collection request; the failure is the Status to answer with. */
export const parseListOptions = (
  resource: ApiResource,
  namespace: string | undefined,
  query: URLSearchParams
): Result.Result<ListOptions, StatusBody> =>
  Result.gen(function* () {
    const watch = isTrue(query.get("watch"))
    const limit = (yield* integer(query, "limit")) ?? 0
    const timeoutSeconds = yield* integer(query, "timeoutSeconds")
    const labels = yield* Result.mapError(parseLabelSelector(query.get("labelSelector") ?? ""), badRequest)
    const fields = yield* Result.mapError(parseFieldSelector(query.get("fieldSelector") ?? ""), badRequest)
    const strange = fields.find(({ field }) => !resource.fields.has(field))
    if (strange !== undefined) yield* Result.fail(badRequest(`field label not supported: ${strange.field}`))
    const causes = contradictions(query, watch)
    if (causes.length > 0) yield* Result.fail(invalidOptions(causes))
    const token = yield* readContinue(query)
    const resourceVersion = yield* readVersion(query, watch)
    const match = query.get("resourceVersionMatch")
    const include = query.get("includeObject")
    return {
      watch,
      limit: Math.max(0, limit),
      ...(token === undefined ? {} : { continue: token }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(match === "Exact" || match === "NotOlderThan" ? { match } : {}),
      ...(query.has("sendInitialEvents") ? { sendInitialEvents: isTrue(query.get("sendInitialEvents")) } : {}),
      bookmarks: isTrue(query.get("allowWatchBookmarks")),
      ...(timeoutSeconds === undefined || timeoutSeconds <= 0 ? {} : { timeoutSeconds }),
      includeObject: include === "None" || include === "Object" ? include : "Metadata",
      selects: (object: StoredObject) =>
        (namespace === undefined || object.metadata.namespace === namespace) &&
        fields.every((term) => (fieldValue(resource, term.field, object) === term.value) === term.equal) &&
        matchesLabels(labels, labelsOf(object))
    } satisfies ListOptions
  })
