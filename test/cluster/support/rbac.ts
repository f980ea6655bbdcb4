import { readFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { Effect, Schema } from "effect"
import { parseAllDocuments } from "yaml"
import type { Admin } from "./admin.ts"

const Rule = Schema.Struct({
  apiGroups: Schema.Array(Schema.String),
  resources: Schema.Array(Schema.String),
  verbs: Schema.Array(Schema.String)
})
const Document = Schema.Struct({ kind: Schema.Literals(["ClusterRole", "Role"]), rules: Schema.Array(Rule) })
type Document = typeof Document.Type
const decodeDocument = Schema.decodeUnknownSync(Document)

const documented = Effect.promise(async () => {
  const text = await readFile(fileURLToPath(new URL("../../../docs/rbac.yaml", import.meta.url)), "utf8")
  return parseAllDocuments(text).map((document) => decodeDocument(document.toJS()))
})

/** The documented rights, to the letter, but for where they apply; without those on the resources that are left out. */
const documentedRules = (kind: Document["kind"], without: ReadonlyArray<string>) =>
  Effect.map(documented, (documents) =>
    documents
      .filter((document) => document.kind === kind)
      .flatMap(({ rules }) => rules)
      .filter(({ resources }) => !resources.some((resource) => without.includes(resource)))
  )

const api = "/apis/rbac.authorization.k8s.io/v1"
const apiVersion = "rbac.authorization.k8s.io/v1"

/** Somebody to whom rights are given. */
export type Subject =
  | { readonly kind: "User"; readonly name: string }
  | { readonly kind: "ServiceAccount"; readonly name: string; readonly namespace: string }

const subjectOf = (subject: Subject) =>
  subject.kind === "User" ? { ...subject, apiGroup: "rbac.authorization.k8s.io" } : subject

/** Binds the documented ClusterRole, in the whole cluster. */
export const grantEverywhere = Effect.fnUntraced(function* (
  admin: Admin,
  subject: Subject,
  without: ReadonlyArray<string> = []
) {
  const name = `k0rdent-mcp-${subject.name}`
  const rules = yield* documentedRules("ClusterRole", without)
  yield* admin.send("POST", `${api}/clusterroles`, { apiVersion, kind: "ClusterRole", metadata: { name }, rules })
  yield* admin.send("POST", `${api}/clusterrolebindings`, {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
    subjects: [subjectOf(subject)]
  })
  return {
    revoke: Effect.asVoid(admin.send("DELETE", `${api}/clusterrolebindings/${name}`)),
    /** Leaves only the rules on these resources. */
    reduceTo: (resources: ReadonlyArray<string>) =>
      Effect.asVoid(
        admin.send("PATCH", `${api}/clusterroles/${name}`, {
          rules: rules.filter((rule) => rule.resources.every((resource) => resources.includes(resource)))
        })
      )
  }
})

/** Binds the documented Role, in one namespace. */
export const grantIn = Effect.fnUntraced(function* (admin: Admin, namespace: string, subject: Subject) {
  const name = `k0rdent-mcp-${subject.name}`
  const root = `${api}/namespaces/${namespace}`
  yield* admin.send("POST", `${root}/roles`, {
    apiVersion,
    kind: "Role",
    metadata: { name, namespace },
    rules: yield* documentedRules("Role", [])
  })
  yield* admin.send("POST", `${root}/rolebindings`, {
    apiVersion,
    kind: "RoleBinding",
    metadata: { name, namespace },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name },
    subjects: [subjectOf(subject)]
  })
})
