import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema } from "effect"
import { ClusterTarget } from "../../src/domain/names.ts"
import { canonicalUri, formatClusterUri, parseClusterUri } from "../../src/mcp/uri.ts"

const base = "k0rdent://cluster-monitor/"

const accepted: ReadonlyArray<readonly [string, string, string, number | undefined]> = [
  [`${base}kcm-system/demo`, "kcm-system", "demo", undefined],
  [`${base}a/b`, "a", "b", undefined],
  [`${base}0/0.0`, "0", "0.0", undefined],
  [`${base}a/${"b".repeat(253)}`, "a", "b".repeat(253), undefined],
  [`${base}team-a/eu.prod-1?timeout=90`, "team-a", "eu.prod-1", 90],
  [`${base}team-a/demo?timeout=999999999999999`, "team-a", "demo", 999_999_999_999_999]
]

const refused: ReadonlyArray<readonly [string, RegExp]> = [
  ["", /does not begin with k0rdent:/],
  ["K0RDENT://cluster-monitor/a/b", /does not begin/],
  ["k0rdent://Cluster-Monitor/a/b", /does not begin/],
  ["k0rdent://cluster-monitor:443/a/b", /does not begin/],
  ["k0rdent://user@cluster-monitor/a/b", /does not begin/],
  ["k0rdent:/cluster-monitor/a/b", /does not begin/],
  [" k0rdent://cluster-monitor/a/b", /does not begin/],
  [`${base}`, /one namespace and one cluster/],
  [`${base}a`, /one namespace and one cluster/],
  [`${base}a/b/`, /one namespace and one cluster/],
  [`${base}a/b/c`, /one namespace and one cluster/],
  [`${base}/b`, /"" is not a namespace/],
  [`${base}a/`, /"" is not a cluster's name/],
  [`${base}../b`, /"\.\." is not a namespace/],
  [`${base}a/..`, /"\.\." is not a cluster's name/],
  [`${base}A/b`, /"A" is not a namespace/],
  [`${base}a.b/c`, /"a\.b" is not a namespace/],
  [`${base}a/b_c`, /"b_c" is not a cluster's name/],
  [`${base}a/b `, /is not a cluster's name/],
  [`${base}a/b\n`, /"b\\n" is not a cluster's name/],
  [`${base}a/b\u0000`, /is not a cluster's name/],
  [`${base}${"a".repeat(64)}/b`, /is not a namespace/],
  [`${base}a/${"b.".repeat(127)}b`, /is not a cluster's name/],
  [`${base}a%2Fb/c`, /percent-encoding/],
  [`${base}a/b%00`, /percent-encoding/],
  [`${base}a/b#`, /fragment/],
  [`${base}a/b?`, /only query allowed/],
  [`${base}a/b?x=1`, /only query allowed/],
  [`${base}a/b?timeout=1&timeout=2`, /only query allowed/],
  [`${base}a/b?timeout=1&x=2`, /only query allowed/],
  [`${base}a/b?Timeout=1`, /only query allowed/],
  [`${base}a/b?timeout=`, /positive whole number/],
  [`${base}a/b?timeout=0`, /positive whole number/],
  [`${base}a/b?timeout=-1`, /positive whole number/],
  [`${base}a/b?timeout=+1`, /positive whole number/],
  [`${base}a/b?timeout=01`, /positive whole number/],
  [`${base}a/b?timeout=1e3`, /positive whole number/],
  [`${base}a/b?timeout=1.5`, /positive whole number/],
  [`${base}a/b?timeout=10?`, /positive whole number/],
  [`${base}a/b?timeout=${"9".repeat(16)}`, /positive whole number/]
]

describe("a cluster's URI", () => {
  it.each(accepted)("reads %s", (uri, namespace, name, timeoutSeconds) => {
    assert.deepStrictEqual(
      Result.getOrThrow(parseClusterUri(uri)),
      timeoutSeconds === undefined ? { target: { namespace, name } } : { target: { namespace, name }, timeoutSeconds }
    )
  })

  it.each(refused)("refuses %j and says why", (uri, why) => {
    const result = parseClusterUri(uri)
    assert.isTrue(Result.isFailure(result))
    const { message } = Result.getOrThrow(Result.flip(result))
    assert.match(message, why)
    assert.include(message, "k0rdent://cluster-monitor/<namespace>/<name>")
    assert.notInclude(message, "\n")
  })

  it("keeps a refused URI short in the message", () => {
    const { message } = Result.getOrThrow(Result.flip(parseClusterUri("x".repeat(1_000_000))))
    assert.isBelow(message.length, 400)
  })

  it("leaves the timeout out of the canonical form", () => {
    const uri = Result.getOrThrow(parseClusterUri(`${base}a/b?timeout=5`))
    assert.strictEqual(canonicalUri(uri), `${base}a/b`)
  })

  it.effect.prop(
    "is written as it was read, for every target and timeout",
    {
      target: ClusterTarget,
      timeoutSeconds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 999_999_999_999_999 }))
    },
    ({ target, timeoutSeconds }) =>
      Effect.sync(() => {
        for (const uri of [{ target }, { target, timeoutSeconds }]) {
          assert.deepStrictEqual(Result.getOrThrow(parseClusterUri(formatClusterUri(uri))), uri)
        }
      })
  )

  const piece = Schema.Union([
    Schema.String,
    Schema.Literals(["k0rdent:", "//", "cluster-monitor", "/", "?", "timeout=", "&", "#", "%2e", "..", "a", "7"])
  ])
  it.effect.prop(
    "never throws, and writes again letter by letter whatever it accepts",
    { pieces: Schema.Array(piece) },
    ({ pieces }) =>
      Effect.sync(() => {
        for (const text of [pieces.join(""), `${base}${pieces.join("")}`, `${base}a/b${pieces.join("")}`]) {
          const result = parseClusterUri(text)
          if (Result.isSuccess(result)) assert.strictEqual(formatClusterUri(result.success), text)
          else assert.include(result.failure.message, "invalid resource URI")
        }
      })
  )
})
