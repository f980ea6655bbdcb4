import { Result } from "effect"

/** A label selector: all requirements must hold. */
export type LabelSelector = ReadonlyArray<LabelRequirement>
export type LabelRequirement =
  | { readonly _tag: "In" | "NotIn"; readonly key: string; readonly values: ReadonlyArray<string> }
  | { readonly _tag: "Exists" | "NotExists"; readonly key: string }
  | { readonly _tag: "GreaterThan" | "LessThan"; readonly key: string; readonly bound: number }

/** A field selector: all terms must hold. */
export type FieldSelector = ReadonlyArray<FieldTerm>
export interface FieldTerm {
  readonly field: string
  readonly equal: boolean
  readonly value: string
}

const keyRule = "must be a qualified name, such as 'MyName' or 'example.com/MyName'"
const valueRule =
  "must be empty or consist of alphanumeric characters, '-', '_' or '.', and begin and end with the first"

const special = new Set(["(", ")", ",", "!", "=", "==", "!=", ">", "<"])
const tokens = (text: string): ReadonlyArray<string> => text.match(/==|!=|[(),!=<>]|[^\s(),!=<>]+/gu) ?? []

// Shapes of k8s.io/apimachinery util/validation: an optional DNS prefix, then a name of at most 63 characters.
const qualifiedName = /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/u
const labelValue = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/u

const unreadable = (found: string | undefined, expected: string) =>
  Result.fail(`unable to parse requirement: found '${found ?? ""}', expected: ${expected}`)

const strange = (what: string, value: string, rule: string) =>
  Result.fail(`unable to parse requirement: ${what}: Invalid value: ${JSON.stringify(value)}: ${rule}`)

// `(a, b)`: an empty place between commas is the empty value, but a list cannot end on two of them (client-go's
// parseIdentifiersList takes commas in pairs).
const readValues = (
  found: ReadonlyArray<string>,
  from: number
): Result.Result<{ readonly values: ReadonlyArray<string>; readonly next: number }, string> => {
  if (found[from] !== "(") return unreadable(found[from], "'('")
  if (found[from + 1] === ")") return Result.succeed({ values: [""], next: from + 2 })
  const values: Array<string> = []
  for (let index = from + 1; ; index += 1) {
    const token = found[index]
    const next = found[index + 1]
    if (token === ",") {
      if (values.length === 0 || next === ")" || next === ",") values.push("")
      if (next === ")") return Result.succeed({ values, next: index + 2 })
      if (next === ",") index += 1
    } else if (token === undefined || special.has(token)) {
      return unreadable(token, "',', or identifier")
    } else {
      if (!labelValue.test(token)) return strange("values", token, valueRule)
      values.push(token)
      if (next === ")") return Result.succeed({ values, next: index + 2 })
      if (next !== ",") return unreadable(next, "',' or ')'")
    }
  }
}

/** Parses the grammar of `labelSelector`; the failure is the message of the 400 that a server answers. */
export const parseLabelSelector = (text: string): Result.Result<LabelSelector, string> => {
  const found = tokens(text)
  const requirements: Array<LabelRequirement> = []
  let index = 0
  while (index < found.length) {
    const negated = found[index] === "!"
    if (negated) index += 1
    const key = found[index]
    if (key === undefined || special.has(key)) {
      return Result.fail(`found '${key ?? ""}', expected: !, identifier, or 'end of string'`)
    }
    if (!qualifiedName.test(key)) return strange("<nil>", key, keyRule)
    index += 1
    const next = found[index]
    if (negated || next === undefined || next === ",") {
      requirements.push({ _tag: negated ? "NotExists" : "Exists", key })
    } else if (next === "=" || next === "==" || next === "!=") {
      const value = found[index + 1]
      // `key=` compares with the empty value.
      const given = value === undefined || value === "," ? "" : value
      if (special.has(given)) return unreadable(given, "identifier")
      if (!labelValue.test(given)) return strange(`values[0][${key}]`, given, valueRule)
      requirements.push({ _tag: next === "!=" ? "NotIn" : "In", key, values: [given] })
      index += given === "" ? 1 : 2
    } else if (next === "in" || next === "notin") {
      const list = readValues(found, index + 1)
      if (Result.isFailure(list)) return Result.fail(list.failure)
      requirements.push({ _tag: next === "in" ? "In" : "NotIn", key, values: list.success.values })
      index = list.success.next
    } else if (next === ">" || next === "<") {
      const bound = found[index + 1] ?? ""
      // A bound must also be a label's value, which cannot begin with a minus.
      if (!/^\d+$/u.test(bound)) return strange("values[0]", bound, "for 'Gt', 'Lt' operators, must be an integer")
      requirements.push({ _tag: next === ">" ? "GreaterThan" : "LessThan", key, bound: Number(bound) })
      index += 2
    } else {
      return unreadable(next, "in, notin, =, ==, !=, gt, lt")
    }
    if (index < found.length) {
      if (found[index] !== ",") return Result.fail(`found '${found[index]}', expected: ',' or 'end of string'`)
      index += 1
      if (index === found.length) return Result.fail("found '', expected: identifier after ','")
    }
  }
  return Result.succeed(requirements)
}

const integerText = /^-?\d+$/u

const holds = (requirement: LabelRequirement, value: unknown): boolean => {
  switch (requirement._tag) {
    case "In":
      return typeof value === "string" && requirement.values.includes(value)
    case "NotIn":
      return typeof value !== "string" || !requirement.values.includes(value)
    case "Exists":
      return value !== undefined
    case "NotExists":
      return value === undefined
    case "GreaterThan":
      return typeof value === "string" && integerText.test(value) && Number(value) > requirement.bound
    case "LessThan":
      return typeof value === "string" && integerText.test(value) && Number(value) < requirement.bound
  }
}

/** Whether an object's labels satisfy every requirement. A key that is absent satisfies `!=` and `notin`. */
export const matchesLabels = (selector: LabelSelector, labels: { readonly [key: string]: unknown }): boolean =>
  selector.every((requirement) =>
    holds(requirement, Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined)
  )

// A term ends at a comma that no backslash protects.
const terms = (text: string): ReadonlyArray<string> => text.match(/(?:\\[\s\S]?|[^,\\])+/gu) ?? []

/**
 * Parses the grammar of `fieldSelector`: terms of `field=value`, `==` or `!=`, with `\` before a comma, an equals
 * sign or a backslash of the value. Which fields exist is the resource's own matter.
 */
export const parseFieldSelector = (text: string): Result.Result<FieldSelector, string> => {
  const parsed: Array<FieldTerm> = []
  for (const term of terms(text)) {
    const match = /^([^=!]*)(==|!=|=)([\s\S]*)$/u.exec(term)
    const [, field, operator, raw] = match ?? []
    if (field === undefined || raw === undefined) {
      return Result.fail(`invalid selector: '${text}'; can't understand '${term}'`)
    }
    const value = raw.replace(/\\([\\,=])/gu, "$1")
    if (/\\(?![\\,=])/u.test(raw.replace(/\\[\\,=]/gu, ""))) {
      return Result.fail(`invalid field selector: invalid escape sequence in '${raw}'`)
    }
    if (raw.replace(/\\[\s\S]/gu, "").includes("=")) {
      return Result.fail(`invalid field selector: unescaped character in value: '='`)
    }
    // The server reads a bare operator as "everything".
    if (field === "" && value === "") continue
    parsed.push({ field, equal: operator !== "!=", value })
  }
  return Result.succeed(parsed)
}
