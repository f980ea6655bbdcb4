import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { told } from "./scenes.ts"

interface Wait {
  readonly name: string
  /** The bullets after so many seconds of the same wait, at the n-th try. */
  readonly bullets: (seconds: number, tries: number) => string
  readonly source: string
}

const inGo = (seconds: number): string => `${Math.floor(seconds / 60)}m${seconds % 60}s`
const inWords = (seconds: number): string => `${Math.floor(seconds / 60)} minutes`
const clock = (seconds: number): string => new Date(Date.parse("2026-03-01T12:00:00Z") + seconds * 1000).toISOString()
const ofMachine = (name: string, text: string): string =>
  `* WorkerMachinesReady:\n  * Machine demo-md-vk9tz-${name}:\n    * ${text}`
const deleting = (seconds: number, more = ""): string =>
  `Deleting: Machine deletion in progress${seconds > 900 ? " since more than 15m" : ""}, stage: DrainingNode${seconds > 900 ? more : ""}`

// Texts of the controllers in which nothing but the clock, or another try, changes.
const waits: ReadonlyArray<Wait> = [
  {
    name: "a drain, which after 15 minutes names its cause",
    bullets: (seconds) => ofMachine("5hq2c", deleting(seconds, ", delay likely due to PodDisruptionBudgets")),
    source: "CAPI machine_controller_status.go, calculateDeletingConditionForSummary"
  },
  {
    name: "two drains that began one after the other, whose texts part and meet again",
    bullets: (seconds) =>
      seconds > 600 && seconds <= 900
        ? `* WorkerMachinesReady:\n  * Machine demo-md-vk9tz-5hq2c:\n    * ${deleting(1000)}\n  * Machine demo-md-vk9tz-w8n4r:\n    * ${deleting(0)}`
        : `* WorkerMachinesReady:\n  * Machines demo-md-vk9tz-5hq2c, demo-md-vk9tz-w8n4r:\n    * ${deleting(seconds)}`,
    source: "CAPI util/conditions/merge_strategies.go: groups are made by text"
  },
  {
    name: "a machine that is deleted, whatever its MachineSet counts",
    bullets: (seconds) =>
      `* WorkersAvailable:\n  * MachineDeployment demo-md: Machine demo-md-vk9tz-5hq2c is in deletion since more than ${inGo(seconds)}`,
    source: "CAPI machinedeployment_status.go, aggregateStaleMachines"
  },
  {
    name: "a probe that tells when it last got through",
    bullets: (seconds) =>
      `* RemoteConnectionProbe: Remote connection probe failed, probe last succeeded at ${clock(-seconds)}`,
    source: "CAPI cluster_controller_status.go"
  },
  {
    name: "a node that was last seen at a time",
    bullets: (seconds) => ofMachine("5hq2c", `NodeHealthy: Last successful probe at ${clock(-seconds)}`),
    source: "CAPI machine_controller_status.go"
  },
  {
    name: "a drain that tells when it began, and with which pods it is",
    bullets: (seconds) => ofMachine("5hq2c", `Deleting: Drain not completed yet (started at ${clock(-seconds)})`),
    source: "CAPI machine_controller.go"
  },
  {
    name: "a task that is tried again at a time",
    bullets: (seconds) =>
      ofMachine(
        "5hq2c",
        `InfrastructureReady: last task failed retry after ${clock(seconds).replace("T", " ")} +0000 UTC`
      ),
    source: "CAPV pkg/services/govmomi/util.go"
  },
  {
    name: "a wait that counts its minutes",
    bullets: (seconds) => ofMachine("5hq2c", `InfrastructureReady: waiting for an address for ${inWords(seconds)}`),
    source: "providers that nobody knows"
  },
  {
    name: "a wait that counts its tries",
    bullets: (_, tries) => ofMachine("5hq2c", `InfrastructureReady: booting, attempt ${tries} of 1000`),
    source: "providers that nobody knows"
  },
  {
    name: "a refusal that counts its tries and shows its clock",
    bullets: (seconds, tries) =>
      `* InfrastructureReady: failed to reconcile network ${tries} times in ${inGo(seconds)}, last at ${clock(seconds)}: port 3${tries}4 is locked`,
    source: "providers that nobody knows"
  },
  {
    name: "a wait that after a while is told with its cause",
    bullets: (seconds) =>
      seconds < 700
        ? "* InfrastructureReady: OpenStackCluster status.initialization.provisioned is false"
        : "* InfrastructureReady: failed to reconcile network: no such router",
    source: "CAPO: the fallback first, then its own condition"
  }
]

const Times = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 2400 }))).check(
  Schema.isMaxLength(12)
)

const minutes = 45
const standstill = /^\w+: .*\bNo progress for .*$/gmu

describe("nothing has moved because a text says for how long", () => {
  for (const { bullets, name, source } of waits) {
    it.prop(`${name} (${source})`, { times: Times }, ({ times }) => {
      const later = [...new Set(times)]
        .toSorted((a, b) => a - b)
        .map((second, index) => ({ at: second, bullets: bullets(second, index + 2) }))
      const story = told({ bullets: bullets(0, 1), later, minutes })
      const words = story.match(standstill) ?? []
      // Whoever has failed says so instead.
      if (words.length === 0) assert.match(story, /nothing has moved for|without any progress|has moved for/iu)
      for (const word of words) {
        assert.notMatch(word, /since (?!12:00:00)\d\d:\d\d:\d\d/u)
      }
      const first = /No progress for (\d+) min/u.exec(words[0] ?? "")
      if (first !== null) assert.isAtMost(Number(first[1]), 8)
    })
  }
})
