import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { servicesOf } from "../../src/progress/observe/services.ts"
import { at, cluster } from "./objects.ts"

interface Given {
  readonly wanted?: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly services?: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly count?: string
  readonly status?: "True" | "False"
}

const given = ({ wanted = [], services = [], count, status = "False" }: Given) =>
  cluster({
    spec: { serviceSpec: { services: wanted } },
    services,
    conditions: count === undefined ? [] : [{ type: "ServicesInReadyState", status, reason: "Failed", message: count }]
  })

const up = (name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  name,
  namespace: "default",
  state: "Deployed",
  ...more
})
const service = (name: string, state: string, failureMessage = "") => ({
  name,
  namespace: "default",
  state,
  failureMessage
})

describe("the tally", () => {
  it("of a cluster without services is complete", () => {
    for (const input of [{}, { count: "0/0", status: "True" as const }]) {
      const tally = servicesOf(given(input)).tally
      assert.deepStrictEqual([tally.wanted, tally.ready, tally.complete], [0, 0, true])
    }
  })

  it("is not complete while kcm has counted nothing yet (0/0)", () => {
    const tally = servicesOf(given({ wanted: [{ name: "a" }, { name: "b" }], count: "0/0", status: "True" })).tally
    assert.deepStrictEqual([tally.wanted, tally.ready, tally.complete], [2, 0, false])
    assert.deepStrictEqual(tally.inMotion, ["a", "b"])
  })

  it("counts a service that waits for another one, though kcm does not (1/1)", () => {
    const tally = servicesOf(
      given({
        wanted: [{ name: "a" }, { name: "b", dependsOn: [{ name: "a" }] }],
        services: [up("a")],
        count: "1/1",
        status: "True"
      })
    ).tally
    assert.deepStrictEqual([tally.wanted, tally.ready, tally.complete], [2, 1, false])
    assert.deepStrictEqual(tally.inMotion, ["b"])
  })

  it("leaves out what is disabled, and what is being removed", () => {
    const tally = servicesOf(
      given({
        wanted: [{ name: "a" }, { name: "b", disable: true }],
        services: [up("a"), service("old", "Deleting")],
        count: "1/1",
        status: "True"
      })
    ).tally
    assert.deepStrictEqual([tally.wanted, tally.ready, tally.complete], [1, 1, true])
  })

  it("counts twins once, and the deployed one wins", () => {
    for (const twins of [
      [service("a", "Failed", "x"), up("a")],
      [up("a"), service("a", "Failed", "x")]
    ]) {
      const tally = servicesOf(given({ wanted: [{ name: "a" }], services: twins, count: "2/1", status: "True" })).tally
      assert.deepStrictEqual([tally.wanted, tally.ready, tally.complete, tally.failed.length], [1, 1, true, 0])
    }
  })

  it("adds the services of MultiClusterServices", () => {
    const tally = servicesOf(
      given({ wanted: [{ name: "a" }], services: [up("a"), service("b", "Provisioning")], count: "1/2" })
    ).tally
    assert.deepStrictEqual([tally.wanted, tally.ready, tally.inMotion, tally.complete], [2, 1, ["b"], false])
  })

  it("is not complete against kcm's own count", () => {
    assert.isFalse(servicesOf(given({ wanted: [{ name: "a" }], services: [up("a")], count: "0/1" })).tally.complete)
    assert.isTrue(servicesOf(given({ wanted: [{ name: "a" }], services: [up("a")] })).tally.complete)
  })

  it("goes by kcm's count where there is no list", () => {
    const some = servicesOf(given({ wanted: [{ name: "a" }], count: "1/3" })).tally
    assert.deepStrictEqual([some.wanted, some.ready, some.complete], [3, 1, false])
    assert.isTrue(servicesOf(given({ wanted: [{ name: "a" }], count: "4/2", status: "True" })).tally.complete)
  })

  it("tells a failure that is retried from one that is final", () => {
    const tally = servicesOf(
      given({
        services: [
          service("a", "Failed", "context deadline exceeded"),
          service("b", "Failed", "the maximum number of consecutive errors has been reached"),
          service("c", "Failed", "Cannot manage it. Currently managed by ClusterProfile x"),
          service("d", "Pending")
        ]
      })
    ).tally
    assert.deepStrictEqual(
      tally.failed.map((failure) => failure.name),
      ["a"]
    )
    assert.deepStrictEqual(
      tally.finalFailures.map((failure) => failure.name),
      ["b", "c"]
    )
    assert.deepStrictEqual(tally.inMotion, ["d"])
  })

  it("blames only the culprit where one text stands on many services", () => {
    const text = "chart=x, releaseNamespace=default, releaseName=b: timed out waiting for the condition"
    const tally = servicesOf(given({ services: [service("a", "Failed", text), service("b", "Failed", text)] })).tally
    assert.deepStrictEqual(
      tally.failed.map((failure) => failure.name),
      ["b"]
    )
    assert.deepStrictEqual(tally.inMotion, ["a"])
  })

  it("names a failure even where the text is about a release of another name", () => {
    const tally = servicesOf(given({ services: [service("a", "Failed", "releaseName=custom: no")] })).tally
    assert.deepStrictEqual(
      tally.failed.map((failure) => failure.name),
      ["a"]
    )
  })
})

describe("kcm before 1.3", () => {
  const old = (
    release: string,
    helm: { readonly status: string; readonly reason: string; readonly message?: string } | undefined
  ) =>
    given({
      wanted: [{ name: "nginx", namespace: "ingress" }],
      services: [
        {
          clusterName: "demo",
          clusterNamespace: "kcm-system",
          conditions: [
            {
              type: "ingress.nginx/SveltosHelmReleaseReady",
              status: release,
              reason: "Managing",
              message: "Release ingress/nginx: taken"
            },
            ...(helm === undefined ? [] : [{ type: "Helm", ...helm }])
          ]
        }
      ]
    })
  const stateOf = (...input: Parameters<typeof old>) =>
    servicesOf(old(...input)).reported.map(({ namespace, name, state, failureMessage }) => [
      namespace,
      name,
      state,
      failureMessage
    ])

  it("shows a release as kcm counts it, and its feature's failure", () => {
    assert.deepStrictEqual(stateOf("True", { status: "True", reason: "Provisioned" }), [
      ["ingress", "nginx", "Deployed", undefined]
    ])
    assert.deepStrictEqual(stateOf("True", { status: "True", reason: "Provisioning" }), [
      ["ingress", "nginx", "Deployed", undefined]
    ])
    assert.deepStrictEqual(stateOf("True", { status: "False", reason: "Failed", message: "no" }), [
      ["ingress", "nginx", "Failed", "no"]
    ])
    assert.deepStrictEqual(stateOf("True", undefined), [["ingress", "nginx", "Deployed", undefined]])
    assert.deepStrictEqual(stateOf("False", undefined), [
      ["ingress", "nginx", "Failed", "Release ingress/nginx: taken"]
    ])
  })

  it("is not complete while the feature is not provisioned", () => {
    assert.isFalse(servicesOf(old("True", { status: "True", reason: "Provisioning" })).tally.complete)
  })

  it("is counted like any other", () => {
    const tally = servicesOf(old("True", { status: "True", reason: "Provisioned" })).tally
    assert.deepStrictEqual([tally.wanted, tally.ready, tally.complete], [1, 1, true])
  })
})

it("shows services as reported, with texts cut to the useful part", () => {
  const shown = servicesOf(
    given({
      services: [
        {
          type: "Helm",
          name: "a",
          namespace: "default",
          template: "a-1-0-0",
          version: "1.0.0",
          state: "Failed",
          lastStateTransitionTime: "2026-03-01T12:00:05Z",
          failureMessage: "failed to x: failed to y: password=hunter2 is not the one wanted",
          conditions: [
            {
              type: "Helm",
              status: "False",
              reason: "Failed",
              message: "token=abc",
              lastTransitionTime: "2026-03-01T12:00:05Z"
            },
            { type: "Bare", status: "True" }
          ]
        }
      ]
    })
  ).reported
  assert.deepStrictEqual(shown, [
    {
      name: "a",
      namespace: "default",
      template: "a-1-0-0",
      state: "Failed",
      type: "Helm",
      version: "1.0.0",
      lastTransitionTime: new Date(at(5)).toISOString(),
      failureMessage: "password=[redacted] is not the one wanted",
      conditions: [
        {
          type: "Helm",
          status: "False",
          reason: "Failed",
          message: "token=[redacted]",
          lastTransitionTime: new Date(at(5)).toISOString()
        },
        { type: "Bare", status: "True" }
      ]
    }
  ])
})

const State = Schema.Literals(["Pending", "Provisioning", "Deployed", "Failed", "Deleting", "Deleted", ""])
const Item = Schema.Struct({
  name: Schema.Literals(["a", "b", "c"]),
  namespace: Schema.Literals(["x", "default"]),
  state: State
})
it.prop(
  "every wanted service is up, failed or in motion, and nothing is complete that is not up",
  {
    wanted: Schema.Array(Item),
    services: Schema.Array(Item),
    count: Schema.Literals(["0/0", "1/2", "2/2", "4/2", "odd"])
  },
  ({ wanted, services, count }) => {
    const tally = servicesOf(given({ wanted, services, count })).tally
    if (services.some(({ state }) => !["Deleting", "Deleted", ""].includes(state))) {
      assert.strictEqual(
        tally.ready + tally.failed.length + tally.finalFailures.length + tally.inMotion.length,
        tally.wanted
      )
    }
    if (tally.complete) assert.isAtLeast(tally.ready, tally.wanted)
    assert.isAtMost(tally.ready, tally.wanted)
  }
)
