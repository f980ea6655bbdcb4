import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { checkNamespace, compilePolicy } from "../../src/monitor/policy.ts"

const allowed = (namespaceFilter: string | undefined, namespace: string, devAllowAny = false) =>
  Effect.map(compilePolicy({ devAllowAny, ...(namespaceFilter === undefined ? {} : { namespaceFilter }) }), (policy) =>
    policy.allows(namespace)
  )

const table: ReadonlyArray<readonly [filter: string | undefined, namespace: string, allowed: boolean]> = [
  [undefined, "anything", true],
  ["", "anything", true],
  ["team-a", "team-a", true],
  ["team-a", "team-ab", false],
  ["team-a", "my-team-a", false],
  ["team-.*", "team-b", true],
  ["^team-.*$", "team-b", true],
  // The whole name, although the first alternative alone would match a beginning.
  ["a|ab", "ab", true],
  ["team-a|kcm-system", "kcm-system", true],
  ["TEAM-A", "team-a", false],
  ["(?i)TEAM-A", "team-a", true]
]

for (const [filter, namespace, expected] of table) {
  it.effect(`filter ${filter} ${expected ? "allows" : "forbids"} ${namespace}`, () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* allowed(filter, namespace), expected)
    })
  )
}

it.effect("development mode allows every namespace, whatever the filter", () =>
  Effect.gen(function* () {
    assert.isTrue(yield* allowed("team-a", "team-b", true))
    assert.isTrue(yield* allowed("[", "team-b", true))
  })
)

it.effect("a filter that is no RE2 expression is named with its fault", () =>
  Effect.gen(function* () {
    for (const filter of ["[", "(?<=a)b", "(a)\\1", "(a{1000}){1000}", "((a{0,100}){0,100}){0,100}"]) {
      const error = yield* Effect.flip(compilePolicy({ namespaceFilter: filter, devAllowAny: false }))
      assert.strictEqual(error.filter, filter)
      assert.include(error.message, JSON.stringify(filter))
      assert.include(error.message, "error parsing regexp")
    }
  })
)

it.effect("a hostile filter answers in linear time", () =>
  Effect.gen(function* () {
    const policy = yield* compilePolicy({ namespaceFilter: "(a*)*(a|aa)+(.*)*b", devAllowAny: false })
    const started = performance.now()
    assert.isFalse(policy.allows("a".repeat(5000)))
    assert.isBelow(performance.now() - started, 2000)
  })
)

it.effect("a refusal names the namespace and the variable", () =>
  Effect.gen(function* () {
    const policy = yield* compilePolicy({ namespaceFilter: "team-a", devAllowAny: false })
    const error = yield* Effect.flip(checkNamespace(policy, "team-b"))
    assert.strictEqual(error.reason, "namespaceNotAllowed")
    assert.strictEqual(
      error.message,
      'namespace "team-b" is not allowed: K0RDENT_NAMESPACE_FILTER does not match its name'
    )
    yield* checkNamespace(policy, "team-a")
  })
)
