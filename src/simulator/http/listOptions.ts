import { Result, Schema } from "effect"
import { labelsOf, type StoredObject } from "../store/objects.ts"
import { type ApiResource, fieldValue } from "../store/resources.ts"
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

const forbidden = (field: string, message: string): Cause => ({
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

type Cause = { readonly field: string; readonly reason: string; readonly message: string }
const matchField = "resourceVersionMatch"
const unsupported = (match: string, supported: string): Cause => ({
  field: matchField,
  reason: "FieldValueNotSupported",
  message: `Unsupported value: ${JSON.stringify(match)}: supported values: ${supported}`
})
const when = (holds: boolean, cause: Cause): ReadonlyArray<Cause> => (holds ? [cause] : [])

/** The rules of k8s.io/apimachinery's ValidateListOptions (apis/meta/internalversion/validation), in its order. */
const contradictions = (query: URLSearchParams, watch: boolean): ReadonlyArray<Cause> => {
  const version = query.get("resourceVersion") ?? ""
  const match = query.get("resourceVersionMatch") ?? ""
  const continued = (query.get("continue") ?? "") !== ""
  const initial = query.has("sendInitialEvents")
  const matched = match !== ""
  const withContinue = forbidden(matchField, "resourceVersionMatch is forbidden when continue is provided")
  return watch
    ? [
        ...when(
          initial && match !== "NotOlderThan",
          forbidden(matchField, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
        ),
        ...when(
          matched && !initial,
          forbidden(matchField, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
        ),
        ...when(matched && match !== "NotOlderThan", unsupported(match, '"NotOlderThan"')),
        // A watch from nothing or from 0 is given a match by the server itself.
        ...when(continued && (matched || (!initial && (version === "" || version === "0"))), withContinue)
      ]
    : [
        ...when(
          matched && version === "",
          forbidden(matchField, "resourceVersionMatch is forbidden unless resourceVersion is provided")
        ),
        ...when(matched && continued, withContinue),
        ...when(
          matched && match !== "Exact" && match !== "NotOlderThan",
          unsupported(match, '"Exact", "NotOlderThan", ""')
        ),
        ...when(
          match === "Exact" && version === "0",
          forbidden(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
        ),
        ...when(initial, forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"))
      ]
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
  const decoded = decodeToken(Buffer.from(token, "base64url").toString())
  if (Result.isFailure(decoded)) {
    return Result.fail(badRequest("invalid continue token: continue key is not valid"))
  }
  const version = query.get("resourceVersion") ?? ""
  return version === "" || version === "0"
    ? Result.succeed(decoded.success)
    : Result.fail(badRequest("specifying resource version is not allowed when using continue"))
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
    const token = watch ? undefined : yield* readContinue(query)
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
