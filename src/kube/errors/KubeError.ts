import { Schema } from "effect"

/**
 * What can go wrong between us and a Kubernetes API server. `message` is fit for a user's eyes: it says what
 * happened to which request, and never holds a token, a certificate, or an API server's raw response body.
 *
 * - `config`: the kubeconfig is missing, broken, or names no usable cluster
 * - `unauthorized`: 401 even after the credentials were read again
 * - `forbidden`: 403; `verb`, `resource` and `namespace` say which right is missing
 * - `notFound`: 404 for an object
 * - `notServed`: 404 for a whole resource, because its CRD is not installed
 * - `expired`: 410 in either form; handled inside `kube/` by listing again, except for a page whose `continue` token
 *   the caller brought: it is too old, and the caller's list has to begin again
 * - `throttled`: 429 or 503 with a wait told by the server (`retryAfterMs`)
 * - `server`: any other status
 * - `transport`: no answer: refused, reset, TLS, DNS, timeout
 * - `idle`: a watch that has been silent for longer than bookmarks allow
 * - `protocol`: an answer that is not what Kubernetes speaks, a redirect, or one that is too large
 */
export class KubeError extends Schema.TaggedError<KubeError>()("KubeError", {
  reason: Schema.Literals([
    "config",
    "unauthorized",
    "forbidden",
    "notFound",
    "notServed",
    "expired",
    "throttled",
    "server",
    "transport",
    "idle",
    "protocol"
  ]),
  message: Schema.String,
  /** What to do about it, as a whole sentence, where more is known than the reason tells. */
  remedy: Schema.optionalKey(Schema.String),
  status: Schema.optionalKey(Schema.Int),
  retryAfterMs: Schema.optionalKey(Schema.Finite),
  /** The missing right, or the object asked for. */
  verb: Schema.optionalKey(Schema.Literals(["get", "list", "watch"])),
  resource: Schema.optionalKey(Schema.String),
  namespace: Schema.optionalKey(Schema.String),
  /** With `unauthorized` and `forbidden`: the request went out without credentials, and the message says why. */
  anonymous: Schema.optionalKey(Schema.Boolean),
  /** With `protocol`: the answer was larger than any that is read. */
  tooLarge: Schema.optionalKey(Schema.Boolean)
}) {}

/** Whether asking again does not help before somebody changes something: a right is missing, or the thing itself. */
export const isPermanent = ({ reason }: KubeError): boolean =>
  reason === "forbidden" || reason === "notFound" || reason === "notServed"
