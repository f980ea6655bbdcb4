import { Predicate } from "effect"
import { label } from "../errors/label.ts"

const valueAt = (value: unknown, path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((at, key) => (Predicate.hasProperty(at, key) ? at[key] : undefined), value)

const booleans: ReadonlySet<string> = new Set(["insecure-skip-tls-verify", "disable-compression", "provideClusterInfo"])
const lists: ReadonlySet<string> = new Set(["clusters", "users", "contexts", "extensions", "args", "env", "as-groups"])
const mappings: ReadonlySet<string> = new Set([
  "cluster",
  "user",
  "context",
  "exec",
  "auth-provider",
  "config",
  "as-user-extra"
])

/** What is expected at a path, in words. `cluster` and `user` are mappings in their lists, and names in a context. */
const expectedAt = (path: ReadonlyArray<string>): string => {
  const key = path.at(-1) ?? ""
  const before = path.at(-2) ?? ""
  if (booleans.has(key)) return "true or false is expected"
  if (lists.has(key) || before === "as-user-extra") return "a list is expected"
  const named = before === "context" || key === "name"
  return !named && (mappings.has(key) || /^\d+$/u.test(key)) && before !== "args" && before !== "as-groups"
    ? "a mapping is expected"
    : "text is expected"
}

/** What stands at a path, and what to do about it; never the value itself, which may be a secret. */
const saysOf = (value: unknown, path: ReadonlyArray<string>): string => {
  const expected = expectedAt(path)
  const quotes = expected === "text is expected" ? ": put it in quotes" : ""
  if (typeof value === "number") return `is a number where ${expected}${quotes}`
  if (typeof value === "boolean") return `is true or false where ${expected}${quotes}`
  if (Array.isArray(value)) return `is a list where ${expected}`
  if (Predicate.isObject(value)) return `is a mapping where ${expected}`
  if (!Predicate.isString(value)) return `is not what it must be: ${expected}`
  if (path.at(-1)?.endsWith("-data") === true) {
    return value.includes("-----BEGIN")
      ? "is PEM itself where base64 of it is expected: encode it, or name its file in the field without -data"
      : "is not valid base64"
  }
  if (expected === "true or false is expected") return `is text where ${expected}: take its quotes away`
  return expected === "a mapping is expected" && value.includes(":")
    ? `is text where ${expected}: a blank is missing behind a colon, perhaps`
    : `is text where ${expected}`
}

/** Where a path leads to: the name of the entry, where it has one, and its number. */
const placeOf = (value: unknown, path: ReadonlyArray<string>): string => {
  const name = path.length > 2 ? valueAt(value, [...path.slice(0, 2), "name"]) : undefined
  const whose = Predicate.isString(name) && name !== "" ? `in "${label(name)}", ` : ""
  return `${whose}${path.map(label).join(".")}`
}

/** What is wrong at a path, as the rest of a sentence. */
export const complaintAbout = (value: unknown, path: ReadonlyArray<string>): string =>
  `${placeOf(value, path)} ${saysOf(valueAt(value, path), path)}`

/** What a file is that holds no mapping, as the end of a sentence. */
export const strangeTop = (value: unknown): string => {
  if (!Predicate.isString(value)) return "is not a kubeconfig: its top level is not a mapping"
  if (/^\s*</u.test(value)) return "is not a kubeconfig but a web page, a sign-in perhaps"
  return Buffer.from(value, "base64").includes("apiVersion")
    ? "is a kubeconfig in base64: decode it first"
    : "is not a kubeconfig: its top level is not a mapping but a text"
}
