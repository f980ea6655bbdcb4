/** A Kubernetes Status: what an API server answers when it does not answer with what was asked for. */
export interface StatusBody {
  readonly kind: "Status"
  readonly apiVersion: "v1"
  readonly metadata: { readonly continue?: string }
  readonly status: "Failure"
  readonly message: string
  readonly reason?: string
  readonly details?: {
    readonly name?: string
    readonly group?: string
    readonly kind?: string
    readonly causes?: ReadonlyArray<{ readonly reason: string; readonly message: string; readonly field?: string }>
    readonly retryAfterSeconds?: number
  }
  readonly code: number
}

// What a real server says with each status (k8s.io/apimachinery api/errors, NewGenericServerResponse).
const known: ReadonlyMap<number, readonly [reason: string, message: string]> = new Map([
  [400, ["BadRequest", "the server rejected our request for an unknown reason"]],
  [401, ["Unauthorized", "Unauthorized"]],
  [403, ["Forbidden", "forbidden"]],
  [404, ["NotFound", "the server could not find the requested resource"]],
  [405, ["MethodNotAllowed", "the server does not allow this method on the requested resource"]],
  [409, ["Conflict", "the server reported a conflict"]],
  [410, ["Expired", "The resourceVersion for the provided watch is too old."]],
  [422, ["Invalid", "the server rejected our request due to an error in our request"]],
  [429, ["TooManyRequests", "Too many requests, please try again later."]],
  [500, ["InternalError", "Internal error occurred"]],
  [503, ["ServiceUnavailable", "the server is currently unable to handle the request"]],
  [504, ["Timeout", "the server was unable to return a response in the time allotted"]]
])

export const makeStatus = (
  code: number,
  options: {
    readonly message?: string
    readonly reason?: string
    readonly details?: NonNullable<StatusBody["details"]>
    readonly continue?: string
  } = {}
): StatusBody => {
  const [reason, message] = known.get(code) ?? [undefined, `the server responded with the status code ${code}`]
  const said = options.reason ?? reason
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: options.continue === undefined ? {} : { continue: options.continue },
    status: "Failure",
    message: options.message ?? message,
    ...(said === undefined ? {} : { reason: said }),
    ...(options.details === undefined ? {} : { details: options.details }),
    code
  }
}

export const badRequest = (message: string): StatusBody => makeStatus(400, { message })

export const notFound = (group: string, plural: string, name: string): StatusBody =>
  makeStatus(404, {
    message: `${group === "" ? plural : `${plural}.${group}`} "${name}" not found`,
    details: { name, ...(group === "" ? {} : { group }), kind: plural }
  })

/** What a server with RBAC answers a user who has no rights at all. */
export const forbiddenFor = (
  verb: string,
  group: string,
  plural: string,
  target: { readonly namespace?: string; readonly name?: string }
): StatusBody => {
  const { name, namespace } = target
  const qualified = group === "" ? plural : `${plural}.${group}`
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`
  return makeStatus(403, {
    message:
      `${qualified}${name === undefined ? "" : ` "${name}"`} is forbidden: User "simulated" cannot ${verb} resource ` +
      `"${plural}" in API group "${group}" ${where}`,
    details: { ...(name === undefined ? {} : { name }), ...(group === "" ? {} : { group }), kind: plural }
  })
}

/** A watch that would resume from a time whose history is gone. */
export const tooOld = (asked: number, oldest: number): StatusBody =>
  makeStatus(410, { message: `too old resource version: ${asked} (${oldest})` })

/** Options that contradict each other, as the server's validation words it. */
export const invalidOptions = (
  causes: ReadonlyArray<{ readonly field: string; readonly reason: string; readonly message: string }>
): StatusBody => {
  const said = causes.map((cause) => `${cause.field}: ${cause.message}`)
  return makeStatus(422, {
    message: `ListOptions.meta.k8s.io "" is invalid: ${said.length === 1 ? said[0] : `[${said.join(", ")}]`}`,
    details: { group: "meta.k8s.io", kind: "ListOptions", causes }
  })
}

/** A resourceVersion from the future: the server waits a little for it to come, then says so. */
export const tooLarge = (asked: number, current: number): StatusBody =>
  makeStatus(504, {
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1
    }
  })

export const expiredContinue = (token: string): StatusBody =>
  makeStatus(410, {
    continue: token,
    message:
      "The provided continue parameter is too old to display a consistent list result. You can start a new list " +
      "without the continue parameter, or use the continue token in this response to retrieve the remainder of the " +
      "results. Continuing with the provided token results in an inconsistent list - objects that were created, " +
      "modified, or deleted between the time the first chunk was returned and now may show up in the list."
  })
