import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { leavesOf, listed, objectsOf, parseConditionTree, renderConditionTree } from "../../src/domain/conditionTree.ts"

const aws = `* InfrastructureReady: 4 of 8 completed
* ControlPlaneInitialized: Control plane not yet initialized
* ControlPlaneAvailable: K0sControlPlane status.initialization.controlPlaneInitialized is false
* WorkersAvailable:
  * MachineDeployment demo-md: 0 available replicas, at least 2 required (spec.strategy.rollout.maxUnavailable is 0, spec.replicas is 2)
* WorkerMachinesReady:
  * Machines demo-md-vk9tz-5hq2c, demo-md-vk9tz-w8n4r:
    * BootstrapConfigReady:
      * DataSecretAvailable: Control plane is not ready yet
    * InfrastructureReady: 0 of 2 completed
    * NodeHealthy: Waiting for Cluster status.initialization.infrastructureProvisioned to be true
* RemoteConnectionProbe: Remote connection not established yet`

it("reads a whole summary and writes the same text again", () => {
  const tree = parseConditionTree(aws)
  assert.deepStrictEqual(
    tree.conditions.map((condition) => condition.head),
    [
      "InfrastructureReady",
      "ControlPlaneInitialized",
      "ControlPlaneAvailable",
      "WorkersAvailable",
      "WorkerMachinesReady",
      "RemoteConnectionProbe"
    ]
  )
  assert.strictEqual(renderConditionTree(tree), aws)
  assert.strictEqual(listed(tree, "ControlPlaneMachinesReady"), undefined)
  const machines = listed(tree, "WorkerMachinesReady")
  assert.deepStrictEqual(
    machines === undefined ? [] : leavesOf(machines).map((leaf) => [leaf.path.at(-1)?.head, leaf.text]),
    [
      ["DataSecretAvailable", "Control plane is not ready yet"],
      ["InfrastructureReady", "0 of 2 completed"],
      ["NodeHealthy", "Waiting for Cluster status.initialization.infrastructureProvisioned to be true"]
    ]
  )
})

it("does not take the lines of a cloud error for conditions", () => {
  const tree = parseConditionTree(
    `* InfrastructureReady:\n  * natgateways failed to create or update. err: failed to create or update resource x\n* RESPONSE 409: 409 Conflict\n* ERROR CODE: AnotherOperationInProgress\n* ControlPlaneInitialized: Control plane not yet initialized`
  )
  assert.deepStrictEqual(
    tree.conditions.map((condition) => condition.head),
    ["InfrastructureReady", "ControlPlaneInitialized"]
  )
  assert.strictEqual(tree.conditions[0]?.children.length, 3)
})

it("takes the lines of an HTTP answer inside a machine's condition for text, not for objects", () => {
  const tree = parseConditionTree(
    "* ControlPlaneMachinesReady:\n  * Machine a-cp-1:\n    * InfrastructureReady:\n      * RESPONSE 409: 409 Conflict\n      * ERROR CODE: OperationNotAllowed"
  )
  const machines = listed(tree, "ControlPlaneMachinesReady")
  assert.deepStrictEqual(
    machines === undefined ? [] : leavesOf(machines).map((leaf) => [leaf.path.at(-1)?.head, leaf.text]),
    [
      ["", "RESPONSE 409: 409 Conflict"],
      ["", "ERROR CODE: OperationNotAllowed"]
    ]
  )
})

it("keeps the less indented `And N Machines` line beside its siblings", () => {
  const tree = parseConditionTree(
    "* WorkerMachinesReady:\n    * Machine demo-md-vk9tz-2b6kd:\n      * InfrastructureReady: 0 of 2 completed\n  * And 2 Machines with status unknown"
  )
  assert.deepStrictEqual(
    tree.conditions[0]?.children.map((child) => [child.head, child.text]),
    [
      ["Machine demo-md-vk9tz-2b6kd", ""],
      ["", "And 2 Machines with status unknown"]
    ]
  )
})

it("reads the 30-minute line and drops the services' tally glued to the end", () => {
  const tree = parseConditionTree(
    "Cluster is not ready. Check the provider logs for more details.\n* RemoteConnectionProbe: Remote connection not established yet. 1/3 Services are ready."
  )
  assert.isTrue(tree.overdue)
  assert.strictEqual(tree.conditions[0]?.text, "Remote connection not established yet")
})

it("finds a summary that is glued behind other texts of the aggregate", () => {
  const tree = parseConditionTree(
    "0/1 Services are ready.. * InfrastructureReady: 3 of 8 completed\n* WorkerMachinesReady:\n  * Machine a-1:\n    * InfrastructureReady: 0 of 2 completed"
  )
  assert.deepStrictEqual(
    tree.conditions.map((condition) => [condition.head, condition.text]),
    [
      ["InfrastructureReady", "3 of 8 completed"],
      ["WorkerMachinesReady", ""]
    ]
  )
})

it("tells kind and names of a head", () => {
  assert.deepStrictEqual(objectsOf("Machines a-1, b-2, c-3, ... (4 more)"), {
    kind: "Machine",
    names: ["a-1", "b-2", "c-3"]
  })
  assert.deepStrictEqual(objectsOf("MachineDeployment demo-md"), { kind: "MachineDeployment", names: ["demo-md"] })
  assert.strictEqual(objectsOf("InfrastructureReady"), undefined)
})

const Text = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9 ]{0,20}[a-z0-9]$/u))
const Head = Schema.Literals([
  "NodeHealthy",
  "Node.Ready",
  "Machine demo-md-1",
  "Machines a, b",
  "BootstrapConfigReady"
])
const LeafBullet = Schema.Struct({ head: Head, text: Text, children: Schema.Tuple([]) })
const Inner = Schema.Struct({ head: Head, text: Schema.Literal(""), children: Schema.NonEmptyArray(LeafBullet) })
const Top = Schema.Struct({
  head: Schema.Literals(["InfrastructureReady", "ControlPlaneAvailable", "WorkersAvailable"]),
  text: Schema.Literal(""),
  children: Schema.NonEmptyArray(Schema.Union([LeafBullet, Inner]))
})

it.prop("reads back whatever it writes", { tops: Schema.Array(Top), overdue: Schema.Boolean }, ({ tops, overdue }) => {
  const conditions = tops.filter((top, index) => tops.findIndex((other) => other.head === top.head) === index)
  assert.deepStrictEqual(parseConditionTree(renderConditionTree({ conditions, overdue })), { conditions, overdue })
})

it.prop("never throws, and never invents a type, on any text", { text: Schema.String }, ({ text }) => {
  for (const prefix of ["", "* ", "* InfrastructureReady:\n", "  * x\n"]) {
    const heads = parseConditionTree(prefix + text).conditions.map((condition) => condition.head)
    assert.strictEqual(new Set(heads).size, heads.length)
  }
})
