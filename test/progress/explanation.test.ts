import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeKubeEvent, type KubeEvent } from "../../src/domain/event/kubeEvent.ts"
import type { ClusterTarget } from "../../src/domain/names.ts"
import type { RecordingLine } from "../../src/domain/recording.ts"
import { Explanation } from "../../src/domain/update/explanation.ts"

import { describeExplanation } from "../../src/mcp/tools/describe/describeExplanation.ts"
import { explanationOf, type ToldExplanation } from "../../src/progress/tell/explain/explanation.ts"
import { momentsOf } from "./moments.ts"
import { expectationOf, linesOf, recordingLines, recordingNames, targetIn, targetOf } from "./recordings.ts"

const isExplanation = Schema.is(Explanation)

/** What is explained at each moment of a recording at which something is told, with the events that are there by then. */
const explained = (lines: ReadonlyArray<RecordingLine>, target: ClusterTarget): ReadonlyArray<ToldExplanation> => {
  const events: ReadonlyArray<{ readonly at: number; readonly event: KubeEvent }> = lines.flatMap(({ at, object }) =>
    object.kind === "Event" ? Option.toArray(decodeKubeEvent(object)).map((event) => ({ at, event })) : []
  )
  return momentsOf(lines, target)
    .filter(({ updates }) => updates.length > 0)
    .flatMap(({ at, narration }) => {
      const there = events.filter((one) => one.at <= at).map(({ event }) => event)
      const told = explanationOf(narration, there, at)
      return told === undefined ? [] : [told]
    })
}

const explanations = (name: string) => explained(recordingLines(name), targetOf(expectationOf(name)))

const Subject = Schema.fromJsonString(Schema.Struct({ cluster: Schema.String }))
const clusterIn = (file: URL): ClusterTarget =>
  targetIn(Schema.decodeUnknownSync(Subject)(readFileSync(file, "utf8")).cluster)

/** What users reported. */
const reported = (name: string) => {
  const file = new URL(`../../fixtures/reports/${name}.ndjson`, import.meta.url)
  return explained(linesOf(file), clusterIn(new URL(file.href.replace(".ndjson", ".expect.json"))))
}

const reports = ["kcm", "capi"].flatMap((kind) =>
  readdirSync(new URL(`../../fixtures/reports/${kind}/`, import.meta.url)).flatMap((file) =>
    file.endsWith(".ndjson") ? [`${kind}/${file.replace(".ndjson", "")}`] : []
  )
)

/** A tree as long as it may be. */
const tree = Array.from({ length: 60 }, (_, depth) => ({
  depth,
  kind: "Machine",
  name: `machine-${depth}`,
  status: "unknown" as const
}))

const holds = (told: ToldExplanation) => {
  assert.isTrue(isExplanation({ ...told, tree: [] }))
  assert.isNotEmpty(told.nextSteps)
  if (told.verdict === "ready") assert.strictEqual(told.phase, "Ready")
  if (told.phase === "Failed") assert.include(["failed", "givenUp"], told.verdict)
  if (told.verdict === "failed" || told.verdict === "givenUp") assert.isNotEmpty(told.causes)
  if (told.verdict === "progressing") assert.isEmpty(told.causes)
  if (told.verdict === "givenUp") assert.strictEqual(told.healsByItself, "no")
  if (told.verdict === "stalled" && told.causes.length === 0) assert.isNotEmpty(told.lookAt)
  if (told.verdict === "deleting") {
    assert.strictEqual(told.usable, false)
    assert.notMatch(JSON.stringify(told.nextSteps), /spec\.config/u)
  }
  for (const { consequences, lastSeen, object, since, text = "" } of told.causes) {
    assert.isAtMost(since.localeCompare(lastSeen), 0)
    assert.isAtMost(text.length, 1000)
    assert.isAtMost(consequences.length, 5)
    const ofNow = told.ruledOut.filter(({ why }) => !/earlier generation|before the deletion/u.test(why))
    assert.notInclude(ofNow.map(({ what }) => what).join(), ` ${object.kind} ${object.name}:`)
  }
  const lines = describeExplanation({ namespace: "a", name: "b" }, { ...told, tree })
  assert.isAtMost(lines.length, 40)
}

describe("an explanation", () => {
  for (const name of recordingNames) {
    it(`of ${name} is true to its schema and to itself at every moment`, () => {
      const all = explanations(name)
      assert.isNotEmpty(all)
      for (const told of all) holds(told)
    })
  }

  it.each(reports)("of %s is true to itself at every moment", (name) => {
    for (const told of reported(name)) holds(told)
  })

  it("of a quota that is used up names it, says that it needs somebody, and keeps the cloud's words", () => {
    const told = explanations("quota-failure").findLast(({ phase }) => phase === "Failed")
    assert.strictEqual(told?.healsByItself, "no")
    const [cause] = told?.causes ?? []
    assert.match(`${cause?.code} ${cause?.text}`, /quota|limit/iu)
    assert.isNotEmpty(cause?.remedy)
    assert.isTrue(told?.nextSteps.some((step) => step.includes("nothing has to be restarted")))
  })

  it("of one machine's trouble takes nothing for its consequence that happens to others", () => {
    const causes = explanations("aws-ha-capacity").flatMap(({ causes }) => causes)
    const cause = causes.find(({ code }) => code === "InsufficientInstanceCapacity")
    assert.isTrue(cause?.consequences.some((line) => line.includes("MachineDeployment train-md: 0 available")))
    assert.isFalse(cause?.consequences.some((line) => /Machine train-(?:cp|md)-/u.test(line)))
  })

  it("of a deletion says what it waits for", () => {
    const told = explanations("deletion-stuck").findLast(({ verdict }) => verdict === "deleting")
    assert.isNotEmpty(told?.step.waitingFor ?? "")
    assert.isNotEmpty(told?.lookAt)
  })

  it("of a change in a cluster that stands says that it can be used, and counts from the change", () => {
    for (const name of [
      "capi/07-upgrade-drain-blocked-pdb",
      "kcm/17-upgrade-immutable",
      "capi/15-webhook-cert-expired-scaleout"
    ]) {
      const told = reported(name).at(-1)
      assert.strictEqual(told?.usable, true, name)
      assert.isUndefined(told?.step.usualSeconds, name)
      assert.isBelow(told?.step.inStepSeconds ?? Number.POSITIVE_INFINITY, 3600, name)
    }
  })

  it("of what the controllers go on trying is no end, however long it lasts", () => {
    const told = reported("capi/02-aws-no-subnet-in-az").at(-1)
    assert.strictEqual(told?.verdict, "failed")
    assert.match(told?.nextSteps.join(" ") ?? "", /goes on by itself/u)
    assert.strictEqual(reported("kcm/17-upgrade-immutable").at(-1)?.verdict, "givenUp")
  })

  it("of a deletion that meets an error names it as the cause, with the controller's own words", () => {
    const [cause] = reported("kcm/41-deletion-forbidden").at(-1)?.causes ?? []
    assert.match(cause?.text ?? "", /^failed to release provider cluster: .*customresourcedefinitions/u)
    assert.match(cause?.remedy.join() ?? "", /Give this user or service account the right/u)
    const stuck = reported("capi/28-aws-vpc-limit-then-delete").findLast(({ verdict }) => verdict === "deleting")
    assert.strictEqual(stuck?.step.name, "Deleting")
    assert.match(stuck?.lookAt?.join() ?? "", /kubectl describe awscluster dill/u)
  })

  it("of a service that fails keeps its own error, and names its values", () => {
    const told = reported("kcm/30-service-not-retried").findLast(({ causes }) => causes.length > 0)
    assert.match(told?.causes[0]?.text ?? "", /^chart: cert-manager, .*'\/replicaCount': got string/u)
    assert.match(told?.nextSteps[0] ?? "", /values in spec\.serviceSpec/u)
  })

  it("of a right that is missing does not send anybody to a Secret", () => {
    const steps = reported("capi/18-aws-scp-explicit-deny").at(-1)?.nextSteps.join(" ") ?? ""
    assert.match(steps, /A right that is granted counts/u)
    assert.notMatch(steps, /Secret/u)
  })

  it("of a step that takes longer than usual says so, when it last moved, and where to look", () => {
    const late = explanations("thirty-minutes").findLast(({ verdict }) => verdict === "progressing")
    assert.match(late?.nextSteps[0] ?? "", /^It takes longer than usual, but it moves: the last move was seen .+ ago/u)
    assert.isNotEmpty(late?.lookAt)
  })

  it("of an error that fills many lines takes none of them for its consequence", () => {
    const told = explanations("failed-credential-azure").findLast(({ phase }) => phase === "Failed")
    const [cause] = told?.causes ?? []
    assert.match(cause?.text ?? "", /RESPONSE 401/u)
    for (const line of cause?.consequences ?? []) assert.notMatch(line, /RESPONSE|----|POST|\{$/u)
  })

  it("of one object names the reason, and not besides that there is one", () => {
    const told = explanations("azure-unrecoverable").findLast(({ phase }) => phase === "Failed")
    assert.deepStrictEqual(
      told?.causes.map(({ message }) => /given up/u.test(message)),
      [false]
    )
  })

  it("of a dry run says that it waits for somebody, and for what", () => {
    const [first] = explanations("dry-run-lifted")
    assert.strictEqual(first?.healsByItself, "no")
    assert.match(first?.nextSteps[0] ?? "", /^Remove spec\.dryRun .*kubectl patch/u)
  })
})
