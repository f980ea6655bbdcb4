import { Effect, Result, Schema, SchemaIssue } from "effect"
import { Base64 } from "effect/encoding"
import { label } from "../errors/label.ts"
import { complaintAbout, strangeTop } from "./complaints.ts"

const optional = <S extends Schema.Constraint>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))
const text = optional(Schema.String)
const unknowns = Schema.Record(Schema.String, Schema.Unknown)
/** `[]string` of Go: a `null` in it is an empty text. */
const texts = optional(Schema.Array(Schema.NullOr(Schema.String)))

// Go's decoder of base64 (StdEncoding) skips line breaks and wants padding.
const isBase64 = (value: string): boolean => Result.isSuccess(Base64.decode(value))
const base64 = optional(Schema.String.check(Schema.makeFilter(isBase64, { expected: "base64" })))

const Extensions = optional(Schema.Array(Schema.Struct({ name: text, extension: Schema.optionalKey(Schema.Unknown) })))

const clusterFields = {
  server: text,
  "certificate-authority": text,
  "certificate-authority-data": base64,
  "insecure-skip-tls-verify": optional(Schema.Boolean),
  "tls-server-name": text,
  "proxy-url": text,
  "disable-compression": optional(Schema.Boolean),
  extensions: Extensions
}
const Cluster = Schema.StructWithRest(
  Schema.Struct({ name: text, cluster: optional(Schema.StructWithRest(Schema.Struct(clusterFields), [unknowns])) }),
  [unknowns]
)

const Exec = Schema.Struct({
  apiVersion: text,
  command: text,
  args: texts,
  env: optional(Schema.Array(Schema.Struct({ name: text, value: text }))),
  installHint: text,
  provideClusterInfo: optional(Schema.Boolean),
  interactiveMode: text
})

const userFields = {
  token: text,
  tokenFile: text,
  username: text,
  password: text,
  as: text,
  "as-uid": text,
  "as-groups": texts,
  "as-user-extra": optional(Schema.Record(Schema.String, texts.schema)),
  "client-certificate": text,
  "client-certificate-data": base64,
  "client-key": text,
  "client-key-data": base64,
  exec: optional(Exec),
  "auth-provider": optional(
    Schema.Struct({ name: text, config: optional(Schema.Record(Schema.String, Schema.NullOr(Schema.String))) })
  )
}
const User = Schema.StructWithRest(
  Schema.Struct({ name: text, user: optional(Schema.StructWithRest(Schema.Struct(userFields), [unknowns])) }),
  [unknowns]
)

const contextFields = { cluster: text, user: text, namespace: text }
const Context = Schema.StructWithRest(
  Schema.Struct({ name: text, context: optional(Schema.StructWithRest(Schema.Struct(contextFields), [unknowns])) }),
  [unknowns]
)

/** A kubeconfig as it stands in a file (client-go, tools/clientcmd/api/v1). `null` is the same as absent everywhere. */
const fields = {
  apiVersion: text,
  kind: text,
  clusters: optional(Schema.Array(Schema.NullOr(Cluster))),
  users: optional(Schema.Array(Schema.NullOr(User))),
  contexts: optional(Schema.Array(Schema.NullOr(Context))),
  "current-context": text
}
const RawKubeconfig = Schema.NullOr(Schema.StructWithRest(Schema.Struct(fields), [unknowns]))
export type RawKubeconfig = typeof RawKubeconfig.Type
export type RawCluster = typeof Cluster.Type
export type RawUser = typeof User.Type
export type RawContext = typeof Context.Type
export type RawExec = typeof Exec.Type

const known = (part: object, ...more: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set([...Object.keys(part), ...more])

/** The keys that kubectl knows, of each part of a kubeconfig. */
export const knownKeys = {
  file: known(fields, "preferences", "extensions"),
  cluster: known(clusterFields),
  user: known(userFields, "extensions"),
  context: known(contextFields, "extensions"),
  entry: new Set(["name", "cluster", "user", "context"])
}

const decode = Schema.decodeUnknownEffect(RawKubeconfig)
const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

/** Decodes what a file holds; fails with what is wrong, as the end of a sentence that begins with the file. */
export const decodeKubeconfig = (value: unknown): Effect.Effect<RawKubeconfig, string> =>
  decode(value).pipe(
    Effect.mapError(({ issue }) => {
      const path = (issuesOf(issue).issues[0]?.path ?? []).map(String)
      return path.length === 0 ? strangeTop(value) : `is not valid: ${complaintAbout(value, path)}`
    }),
    Effect.filterOrFail(
      (raw) => (raw?.kind ?? "") === "" || raw?.kind === "Config",
      (raw) => `is not a kubeconfig: its kind is not Config but "${label(raw?.kind ?? "")}"`
    ),
    Effect.filterOrFail(
      (raw) => (raw?.apiVersion ?? "") === "" || raw?.apiVersion === "v1",
      (raw) => `is not a kubeconfig that is known: its apiVersion is not v1 but "${label(raw?.apiVersion ?? "")}"`
    )
  )
