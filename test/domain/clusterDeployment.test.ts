import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeClusterDeployment } from "../../src/domain/clusterDeployment.ts"

const decode = (object: unknown) => Option.getOrThrow(decodeClusterDeployment(object))
const named = { metadata: { name: "a", namespace: "n" } }

describe("a ClusterDeployment", () => {
  it("needs a name and a namespace, and nothing else", () => {
    assert.deepStrictEqual(decode(named), {
      namespace: "n",
      name: "a",
      uid: "",
      resourceVersion: "",
      generation: 0,
      template: "",
      credential: "",
      dryRun: false,
      wantedServices: [],
      placement: "",
      finalizers: [],
      prerequisites: []
    })
    for (const broken of [
      undefined,
      null,
      "x",
      {},
      { metadata: { name: "a" } },
      { metadata: { name: "", namespace: "n" } }
    ]) {
      assert.isTrue(Option.isNone(decodeClusterDeployment(broken)))
    }
  })

  it("lets of spec.config only the place through, and only where it looks like one", () => {
    const placed = (config: unknown) => decode({ ...named, spec: { config } }).placement
    assert.strictEqual(placed({ region: "us-east-2", password: "hunter2" }), "us-east-2")
    assert.strictEqual(placed({ location: "westeurope" }), "westeurope")
    assert.strictEqual(placed({ identityRef: { region: "RegionOne", cloudName: "openstack" } }), "RegionOne")
    assert.strictEqual(placed({ vsphere: { datacenter: "DC 1", password: "hunter2" } }), "DC 1")
    for (const strange of [
      { region: "a".repeat(64) },
      { region: "x;y" },
      { region: 3 },
      { region: null },
      "text",
      null
    ]) {
      assert.strictEqual(placed(strange), "")
    }
    assert.notInclude(JSON.stringify(decode({ ...named, spec: { config: { secret: "hunter2" } } })), "hunter2")
  })

  it("reads services of the spec and of the status as far as they go", () => {
    const seen = decode({
      ...named,
      spec: {
        serviceSpec: { services: [{ name: "a" }, { name: "b", namespace: "x", template: "t", disable: true }, {}, 7] }
      },
      status: {
        services: [
          { clusterName: "old" },
          {},
          null,
          { name: "a", failureMessage: "", lastStateTransitionTime: "never" }
        ]
      }
    })
    assert.deepStrictEqual(
      seen.wantedServices.map(({ namespace, name, disabled }) => [namespace, name, disabled]),
      [
        ["default", "a", false],
        ["x", "b", true]
      ]
    )
    assert.deepStrictEqual(
      seen.status?.services.map(({ name, state, failureMessage, lastTransitionAt }) => [
        name,
        state,
        failureMessage,
        lastTransitionAt
      ]),
      [
        ["old", "", undefined, undefined],
        ["", "", undefined, undefined],
        ["a", "", undefined, undefined]
      ]
    )
  })

  it("reads conditions that are strange in part, and bounds what they say", () => {
    const conditions = [
      { type: "Ready", status: "Perhaps", reason: 1, message: "x".repeat(100_000), lastTransitionTime: "yesterday" },
      { status: "True" },
      "True"
    ]
    const [only, ...more] = decode({ ...named, status: { conditions } }).status?.conditions ?? []
    assert.deepStrictEqual(more, [])
    assert.strictEqual(only?.status, "Unknown")
    assert.isAtMost(only?.message.length ?? 0, 4096)
    assert.isUndefined(only?.lastTransitionAt)
    assert.deepStrictEqual(decode({ ...named, status: { conditions: { a: 1 } } }).status?.conditions, [])
  })

  it.prop("never throws, whatever comes", { object: Schema.Json }, ({ object }) => {
    decodeClusterDeployment(object)
    decodeClusterDeployment({ metadata: { name: "a", namespace: "n" }, spec: object, status: object })
  })
})
