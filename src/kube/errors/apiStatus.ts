import { Option, Schema } from "effect"
import { instant, lenient } from "../../domain/lenient.ts"
import { type AnyRequest, inWords, isPathRequest, qualified, requested } from "../http/resource.ts"
import { configError } from "./configError.ts"
import { KubeError } from "./KubeError.ts"
import { label } from "./label.ts"
import { oneLine } from "./oneLine.ts"

const text = lenient(Schema.String)

/** meta/v1 Status: the body of an error, and the object of an ERROR event in a watch. */
const Status = Schema.Struct({
  kind: Schema.Literal("Status"),
  code: lenient(Schema.Int),
  reason: text,
  message: text,
  details: lenient(
    Schema.Struct({
      name: text,
      retryAfterSeconds: lenient(Schema.Int),
      causes: lenient(Schema.Array(Schema.Struct({ reason: text })))
    })
  )
})
type Status = typeof Status.Type
const decodeStatusObject = Schema.decodeUnknownOption(Status)
const decodeStatusBody = Schema.decodeUnknownOption(Schema.fromJsonString(Status))

/** An API server that has just started says so, and asks to be left alone for a moment (cacher.go). */
const initializing = /storage is \(re\)initializing/iu

/** A version from a history that this server does not have: it lost its data, or another one is ahead of it. */
const fromTheFuture = (status: Status | undefined): boolean =>
  status?.details?.causes?.some(({ reason }) => reason === "ResourceVersionTooLarge") === true ||
  /too large resource version/iu.test(status?.message ?? "")

// As apimachinery's errors have it, the reason counts, also where there is no code.
const expiredReasons: ReadonlyArray<string | undefined> = ["Expired", "Gone"]

const retryAfter = (header: string | undefined, status: Status | undefined, now: number): number | undefined => {
  if (header !== undefined && /^\d+$/u.test(header.trim())) return Number(header) * 1000
  const date = instant(header)
  if (date !== undefined) return Math.max(0, date - now)
  const told = status?.details?.retryAfterSeconds
  if (told !== undefined && told > 0) return told * 1000
  return initializing.test(status?.message ?? "") ? 1000 : undefined
}

const said = (status: Status | undefined): string => {
  const message = oneLine(status?.message ?? "")
  return message === "" ? "" : `: ${message}`
}

/** Who the API server takes us for, as its refusal tells. */
const identity = (status: Status | undefined): string => {
  const user = /User "([^"]{1,200})"/u.exec(status?.message ?? "")?.[1]
  return user === undefined ? "" : ` to the user "${oneLine(user)}"`
}

/** A get finds the resource but not the object: then, and only then, the Status names the object. */
const objectAbsent = (request: AnyRequest, status: Status | undefined): boolean =>
  !isPathRequest(request) &&
  request.name !== undefined &&
  (status?.details?.name === request.name || (status?.message ?? "").includes(`"${request.name}" not found`))

/** By whom a request was made, for messages. */
export interface Asker {
  readonly origin: string
  /** Whether the connection is encrypted. */
  readonly secure: boolean
  /** Whose credentials were shown, and how: `the kubeconfig (the user "ada", by a token)`. */
  readonly whose: string
  /** What to do where that is not accepted: a whole sentence. */
  readonly renewal: string
  /** Why requests are made without credentials, where they are: the rest of a sentence. */
  readonly anonymous?: string
}

interface Answer {
  readonly code: number
  readonly status: Status | undefined
  readonly retryAfterHeader: string | undefined
  readonly now: number
  readonly asker?: Asker
}

const rightFor = (request: AnyRequest): string => {
  if (isPathRequest(request)) return `right to ${request.what}`
  const where = request.namespace === undefined ? "in all namespaces" : `in namespace "${request.namespace}"`
  return `right to ${request.verb} ${qualified[request.resource]} ${where}`
}

/** The refusal to take us for somebody else (apiserver, filters/impersonation.go). */
const notImpersonated = (status: Status | undefined): string | undefined =>
  / cannot impersonate resource /u.test(status?.message ?? "") ? oneLine(status?.message ?? "") : undefined

const errorOf = (request: AnyRequest, answer: Answer): KubeError => {
  const { asker, code, now, retryAfterHeader, status } = answer
  const anonymous = asker?.anonymous
  const facts = { ...requested(request), status: code }
  const what = inWords(request)
  const wait = retryAfter(retryAfterHeader, status, now)
  if (wait !== undefined && (code === 429 || code === 503 || initializing.test(status?.message ?? ""))) {
    const message = `The management cluster asks to wait ${Math.ceil(wait / 1000)} s before it answers: ${what} (${code}${said(status)})`
    return new KubeError({ ...facts, reason: "throttled", retryAfterMs: wait, message })
  }
  if (code === 410 || expiredReasons.includes(status?.reason) || fromTheFuture(status)) {
    return new KubeError({ ...facts, reason: "expired", message: `The version asked for is gone: ${what} (${code})` })
  }
  switch (code) {
    case 401:
      return anonymous === undefined
        ? new KubeError({
            ...facts,
            reason: "unauthorized",
            message: `The management cluster does not accept the credentials of ${asker?.whose ?? "the kubeconfig"}: ${what} (401)`,
            ...(asker === undefined ? {} : { remedy: asker.renewal })
          })
        : new KubeError({
            ...facts,
            reason: "unauthorized",
            anonymous: true,
            message: `The management cluster wants credentials, and was asked without: ${anonymous}. Wanted: ${what} (401)`
          })
    case 403:
      if (notImpersonated(status) !== undefined) {
        return new KubeError({
          ...facts,
          reason: "forbidden",
          message: `The management cluster does not take us for whom the kubeconfig wants (as): ${notImpersonated(status)} (403)`,
          remedy: "Grant the verb impersonate on it to the kubeconfig's user, or remove as, as-groups and the like."
        })
      }
      return anonymous === undefined
        ? new KubeError({
            ...facts,
            reason: "forbidden",
            message: `The management cluster does not grant the ${rightFor(request)}${identity(status)} (403)`
          })
        : new KubeError({
            ...facts,
            reason: "forbidden",
            anonymous: true,
            message: `The management cluster was asked without credentials: ${anonymous}. So it does not grant the ${rightFor(request)} (403)`
          })
    case 404:
      return objectAbsent(request, status)
        ? new KubeError({ ...facts, reason: "notFound", message: `Not found: ${what}` })
        : new KubeError({
            ...facts,
            reason: "notServed",
            message: isPathRequest(request)
              ? `The management cluster does not serve what is needed to ${what} (404)`
              : `The management cluster does not serve ${qualified[request.resource]}: is k0rdent (kcm) installed there? (404)`
          })
    default:
      return new KubeError({
        ...facts,
        reason: "server",
        message: `The management cluster could not ${what} (${code}${said(status)})`
      })
  }
}

/** Nothing can be called that, so nothing is there. */
export const impossibleName = (request: AnyRequest): KubeError =>
  new KubeError({
    ...requested(request),
    reason: "notFound",
    message: `Not found: ${inWords(request)}, which are not names that Kubernetes allows`
  })

// What Go's HTTP server says to who speaks plain http to it.
const wantsTls = /HTTP request to an HTTPS server/iu

/** The error that an answer other than 200 stands for. Of its body only a Status message is repeated, redacted. */
export const errorOfAnswer = (
  request: AnyRequest,
  answer: {
    readonly code: number
    readonly retryAfter: string | undefined
    readonly body: string
    readonly asker: Asker
  },
  now: number
): KubeError =>
  answer.code === 400 && !answer.asker.secure && wantsTls.test(answer.body)
    ? configError(
        `${answer.asker.origin} speaks TLS, and was asked over plain http (400).`,
        "Write https:// into the server of the cluster."
      )
    : errorOf(request, {
        code: answer.code,
        status: Option.getOrUndefined(decodeStatusBody(answer.body)),
        retryAfterHeader: answer.retryAfter,
        now,
        asker: answer.asker
      })

/** The error that an ERROR event inside a watch stands for. */
export const errorOfEvent = (request: AnyRequest, object: unknown, now: number): KubeError => {
  const status = Option.getOrUndefined(decodeStatusObject(object))
  return errorOf(request, { code: status?.code ?? 500, status, retryAfterHeader: undefined, now })
}

/** An answer that sends us elsewhere. Its target is told, without its query, which may hold a secret. */
export const redirected = (request: AnyRequest, server: URL, code: number, location: string | undefined): KubeError => {
  const target = URL.parse(location ?? "", server.href)
  const where = target === null ? "an address that is none" : label(`${target.origin}${target.pathname}`)
  return new KubeError({
    ...requested(request),
    status: code,
    reason: "protocol",
    message: `${server.origin} sends on to ${where} (${code}), where no credentials are sent: if that is the management cluster's API server, write it as the server into the kubeconfig. Wanted: ${inWords(request)}`
  })
}
