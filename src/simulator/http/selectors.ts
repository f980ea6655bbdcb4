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

interface Read<A> {
  readonly value: A
  /** The index of the first token that was not read. */
  readonly next: number
}

// `(a, b)`: an empty place between commas is the empty value, but a list cannot end on two of them (k8s.io/apimachinery
// labels/selector.go, parseIdentifiersList, takes commas in pairs).
const readValues = (found: ReadonlyArray<string>, from: number): Result.Result<Read<ReadonlyArray<string>>, string> => {
  if (found[from] !== "(") return unreadable(found[from], "'('")
  if (found[from + 1] === ")") return Result.succeed({ value: [""], next: from + 2 })
  const values: Array<string> = []
  for (let index = from + 1; ; index += 1) {
    const token = found[index]
    const next = found[index + 1]
    if (token === ",") {
      if (values.length === 0 || next === ")" || next === ",") values.push("")
      if (next === ")") return Result.succeed({ value: values, next: index + 2 })
      if (next === ",") index += 1
    } else if (token === undefined || special.has(token)) {
      return unreadable(token, "',', or identifier")
    } else {
      if (!labelValue.test(token)) return strange("values", token, valueRule)
      values.push(token)
      if (next === ")") return Result.succeed({ value: values, next: index + 2 })
      if (next !== ",") return unreadable(next, "',' or ')'")
    }
  }
}

/** What follows a key: an operator and what it compares with. */
const readComparison = (
  found: ReadonlyArray<string>,
  index: number,
  key: string
): Result.Result<Read<LabelRequirement>, string> => {
  const operator = found[index]
  const operand = found[index + 1]
  switch (operator) {
    case "=":
    case "==":
    case "!=": {
      // `key=` compares with the empty value.
      const value = operand === undefined || operand === "," ? "" : operand
      if (special.has(value)) return unreadable(value, "identifier")
      if (!labelValue.test(value)) return strange(`values[0][${key}]`, value, valueRule)
      const requirement = { _tag: operator === "!=" ? "NotIn" : "In", key, values: [value] } as const
      return Result.succeed({ value: requirement, next: index + (value === "" ? 1 : 2) })
    }
    case "in":
    case "notin":
      return Result.map(readValues(found, index + 1), ({ next, value }) => ({
        value: { _tag: operator === "in" ? "In" : "NotIn", key, values: value },
        next
      }))
    case ">":
    case "<": {
      const bound = operand ?? ""
      // A bound must also be a label's value, which cannot begin with a minus.
      if (!/^\d+$/u.test(bound)) return strange("values[0]", bound, "for 'Gt', 'Lt' operators, must be an integer")
      const requirement = { _tag: operator === ">" ? "GreaterThan" : "LessThan", key, bound: Number(bound) } as const
      return Result.succeed({ value: requirement, next: index + 2 })
    }
    default:
      return unreadable(operator, "in, notin, =, ==, !=, gt, lt")
  }
}

const readRequirement = (found: ReadonlyArray<string>, from: number): Result.Result<Read<LabelRequirement>, string> => {
  const negated = found[from] === "!"
  const index = negated ? from + 1 : from
  const key = found[index]
  if (key === undefined || special.has(key)) {
    return Result.fail(`found '${key ?? ""}', expected: !, identifier, or 'end of string'`)
  }
  if (!qualifiedName.test(key)) return strange("<nil>", key, keyRule)
  const next = index + 1
  if (negated) return Result.succeed({ value: { _tag: "NotExists", key }, next })
  if (found[next] === undefined || found[next] === ",") return Result.succeed({ value: { _tag: "Exists", key }, next })
  return readComparison(found, next, key)
}

/** Parses the grammar of `labelSelector`; the failure is the message of the 400 that a server answers. */
export const parseLabelSelector = (text: string): Result.Result<LabelSelector, string> => {
  const found = tokens(text)
  const requirements: Array<LabelRequirement> = []
  for (let index = 0; index < found.length; index += 1) {
    const read = readRequirement(found, index)
    if (Result.isFailure(read)) return Result.fail(read.failure)
    requirements.push(read.success.value)
    index = read.success.next
    if (index === found.length) break
    if (found[index] !== ",") return Result.fail(`found '${found[index]}', expected: ',' or 'end of string'`)
    if (index + 1 === found.length) return Result.fail("found '', expected: identifier after ','")
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
