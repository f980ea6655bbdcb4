import { assert, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import { RawCondition, readRawCondition } from "../../src/domain/condition.ts"
import {
  RawClusterDeployment,
  RawService,
  readRawClusterDeployment,
  readRawService
} from "../../src/domain/rawClusterDeployment.ts"
import { shelveClusterDeployment, takeFromShelf } from "../../src/domain/shelvedClusterDeployment.ts"
import { odd } from "../support/oddJson.ts"

const decodeCluster = Schema.decodeUnknownOption(RawClusterDeployment)
const decodeService = Schema.decodeUnknownOption(RawService)
const decodeCondition = Schema.decodeUnknownOption(RawCondition)

const text = odd(Schema.String)
const list = odd(Schema.Array(Schema.Json))
const number = odd(Schema.Finite)
const record = odd(Schema.Record(Schema.String, Schema.Json))
const named = Schema.Union([Schema.NonEmptyString, Schema.Json])

const OddCluster = Schema.Struct({
  metadata: odd(
    Schema.Struct({
      name: named,
      namespace: named,
      uid: text,
      resourceVersion: text,
      generation: number,
      creationTimestamp: text,
      deletionTimestamp: text,
      finalizers: list
    })
  ),
  spec: odd(
    Schema.Struct({
      template: text,
      credential: text,
      dryRun: odd(Schema.Boolean),
      clusterAuth: text,
      dataSource: text,
      auditPolicy: text,
      ipamClaim: odd(Schema.Struct({ ref: text, spec: record })),
      config: record,
      serviceSpec: odd(Schema.Struct({ services: list }))
    })
  ),
  status: odd(Schema.Struct({ observedGeneration: number, conditions: list, services: list, region: text }))
})
const OddService = Schema.Struct({
  namespace: text,
  name: text,
  template: text,
  state: text,
  type: text,
  version: text,
  failureMessage: text,
  lastStateTransitionTime: text,
  disable: odd(Schema.Boolean),
  conditions: list,
  clusterName: text
})
const OddCondition = Schema.Struct({
  type: named,
  status: odd(Schema.Literals(["True", "False", "Unknown"])),
  reason: text,
  message: text,
  observedGeneration: number,
  lastTransitionTime: text
})

/** As it comes from the wire: nothing but JSON. */
const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const runs = { arbitrary: { runs: 500 } }

it.prop(
  "a ClusterDeployment is read by hand as its schema reads it, on any JSON",
  { cluster: Schema.Union([OddCluster, Schema.Json]) },
  ({ cluster }) => {
    const json = wire(cluster)
    assert.deepStrictEqual(readRawClusterDeployment(json), Option.getOrUndefined(decodeCluster(json)))
  },
  runs
)

it.prop(
  "and so are its services and conditions",
  { service: Schema.Union([OddService, Schema.Json]), condition: Schema.Union([OddCondition, Schema.Json]) },
  ({ condition, service }) => {
    const [oneService, oneCondition] = [wire(service), wire(condition)]
    assert.deepStrictEqual(readRawService(oneService), Option.getOrUndefined(decodeService(oneService)))
    assert.deepStrictEqual(readRawCondition(oneCondition), Option.getOrUndefined(decodeCondition(oneCondition)))
  },
  runs
)

it.prop(
  "a ClusterDeployment is the same when it is taken from its shelf",
  { cluster: Schema.Union([OddCluster, Schema.Json]) },
  ({ cluster }) => {
    const json = wire(cluster)
    const shelved = shelveClusterDeployment(json)
    assert.deepStrictEqual(Option.map(shelved, takeFromShelf), decodeClusterDeployment(json))
    assert.deepStrictEqual(
      Option.map(shelved, ({ name }) => name),
      Option.map(decodeClusterDeployment(json), ({ name }) => name)
    )
  },
  runs
)

it("nothing of spec.config but the place is kept on the shelf", () => {
  const spec = { config: { region: "us-east-2", password: "hunter2" }, ipamClaim: { spec: { token: "hunter2" } } }
  const { text } = Option.getOrThrow(shelveClusterDeployment({ metadata: { name: "a", namespace: "n" }, spec }))
  assert.include(text, "us-east-2")
  assert.notInclude(text, "hunter2")
})
