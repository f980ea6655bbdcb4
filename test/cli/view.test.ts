import { stripVTControlCharacters } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Queue, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import { paint, printable, span, wrapWords } from "../../src/cli/terminal/paint.ts"
import type { Screen } from "../../src/cli/terminal/screen.ts"
import { show } from "../../src/cli/terminal/story.ts"
import {
  clock,
  originOf,
  renderEntry,
  renderLine,
  renderPlain,
  renderStatus,
  renderTitle,
  stageAfter
} from "../../src/cli/terminal/view.ts"
import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { milestone, update } from "../mcp/updates.ts"

const created = Date.parse("2026-01-01T00:00:00.000Z")
const at = (ms: number) => ({ origin: created, now: created + ms })
const plain = { width: 90, colour: false }
const esc = "\u001b"
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f]/u

describe("the terminal view", () => {
  it("opens with the cluster's name and kind", () => {
    assert.deepStrictEqual(renderTitle(update(), plain), [
      "",
      "  kcm-system/demo  azure · eastus · azure-standalone-cp-1-0-15",
      ""
    ])
  })

  it("leaves a line for each milestone and for what an update says beyond them", () => {
    const told = update({
      message: "Infrastructure is ready; waiting for the API server. The network is ready.",
      phase: "Bootstrapping",
      milestones: [milestone(1, "the network is ready"), milestone(2, "something (Cluster demo)")]
    })
    assert.deepStrictEqual(renderEntry(told, at(83_000), plain), [
      "    01:00  ·  the network is ready (Cluster demo)",
      "    01:23  ·  something (Cluster demo)",
      "    01:23  ●  Bootstrapping  Infrastructure is ready; waiting for the API server."
    ])
  })

  it("says a milestone once where it is all there is to say", () => {
    const told = update({ message: "The network is ready.", milestones: [milestone(1, "the network is ready")] })
    assert.deepStrictEqual(renderEntry(told, at(0), plain), ["    00:00  ·  the network is ready (Cluster demo)"])
  })

  it("begins its clock at the cluster's creation, unless that is long ago or yet to come", () => {
    const hour = 3_600_000
    assert.strictEqual(originOf(update(), created + hour), created)
    assert.strictEqual(originOf(update(), created + 25 * hour), created + 25 * hour)
    assert.strictEqual(originOf(update(), created - hour), created - hour)
    const unknown = update({ metadata: { ...update().metadata, createdAt: "" } })
    assert.strictEqual(originOf(unknown, hour), hour)
  })

  it("breaks a long message between words, and cuts nothing off", () => {
    const message = "quota exceeded for cores in eastus: raise the limit in the Azure portal, or choose another region"
    const lines = renderEntry(update({ severity: "warning", message }), at(0), { width: 60, colour: false })
    assert.deepStrictEqual(lines, [
      "    00:00  ▲  Provisioning  quota exceeded for cores in",
      "              eastus: raise the limit in the Azure portal,",
      "              or choose another region"
    ])
  })

  it("draws stages, bar and numbers", () => {
    const told = update({
      phase: "Scaling",
      progress: 75,
      etaSeconds: 125,
      services: [
        { name: "a", namespace: "x", template: "t", state: "Deployed" },
        { name: "b", namespace: "x", template: "t", state: "Pending" }
      ]
    })
    assert.deepStrictEqual(renderStatus(told, "Scaling", at(3_723_000), plain), [
      "",
      "  ✔ Initializing ─ ✔ Provisioning ─ ✔ Bootstrapping ─ ● Scaling ─ ○ Installing ─ ○ Ready",
      `  ${"━".repeat(54)}${"─".repeat(18)}  75 %`,
      "  1:02:03 elapsed  ·  about 2 min to go  ·  1/2 services"
    ])
  })

  it("names only the current stage where there is little room", () => {
    const [, stages, bar] = renderStatus(update(), "Provisioning", at(0), { width: 40, colour: false })
    assert.strictEqual(stages, "  ✔ ● Provisioning ○ ○ ○ ○")
    assert.strictEqual(bar, `  ${"━".repeat(7)}${"─".repeat(21)}  25 %`)
  })

  it("keeps the stage at which a cluster failed", () => {
    const failed = update({ phase: "Failed", severity: "error", terminal: true })
    const reached = stageAfter(stageAfter(undefined, update({ phase: "Bootstrapping" })), failed)
    assert.include(renderStatus(failed, reached, at(0), plain)[1], "✔ Provisioning ─ ✖ Bootstrapping ─ ○ Scaling")
  })

  it("ticks all stages off when the cluster is ready, and has no estimate any more", () => {
    const ready = update({ phase: "Ready", progress: 100, etaSeconds: 0, terminal: true })
    const [, stages, bar, numbers] = renderStatus(ready, "Ready", at(5000), plain)
    assert.notInclude(stages, "○")
    assert.strictEqual(bar, `  ${"━".repeat(72)}  100 %`)
    assert.strictEqual(numbers, "  00:05 elapsed")
  })

  it("uses colour only where it is allowed to", () => {
    const lines = (colour: boolean) => [
      ...renderTitle(update(), { width: 90, colour }),
      ...renderEntry(update({ severity: "error" }), at(0), { width: 90, colour }),
      ...renderStatus(update(), "Provisioning", at(0), { width: 90, colour })
    ]
    assert.notInclude(lines(false).join(""), esc)
    assert.include(lines(true).join(""), `${esc}[31m`)
    assert.deepStrictEqual(
      lines(true).map((line) => stripVTControlCharacters(line)),
      lines(false)
    )
  })

  it("has plain lines for a log", () => {
    const told = update({
      etaSeconds: 20,
      severity: "warning",
      message: "retrying",
      milestones: [milestone(1, "began")]
    })
    assert.deepStrictEqual(renderPlain(told, at(61_000)), [
      "  01:00        began (Cluster demo)",
      "  01:01   25%  Provisioning: warning: retrying (about 20 s to go)"
    ])
  })

  it.effect.prop(
    "never lets a message drive the terminal, nor a line be wider than it",
    { message: Schema.String, width: Schema.Int.check(Schema.isBetween({ minimum: 34, maximum: 200 })) },
    ({ message, width }) =>
      Effect.sync(() => {
        const canvas = { width, colour: false }
        const told = update({ message: `${esc}[2J${message}`, milestones: [milestone(1, `\u009b${message}\n`)] })
        const lines = [...renderEntry(told, at(0), canvas), ...renderStatus(told, "Provisioning", at(0), canvas)]
        for (const line of [...lines, ...renderPlain(told, at(0)), renderLine(told, at(0))])
          assert.notMatch(line, control)
        for (const line of lines) assert.isAtMost([...line].length, width)
      })
  )
})

describe("text for a terminal", () => {
  it("is cut with a mark, colours or not", () => {
    assert.strictEqual(paint([span("abc", "bad"), span("def")], 5, false), "abcd…")
    assert.strictEqual(paint([span("abc", "bad"), span("def")], 5, true), `${esc}[31mabc${esc}[0md…`)
    assert.strictEqual(paint([span("abc"), span("def")], 6, false), "abcdef")
  })

  it("is measured in columns, not in characters, and never cut within a letter", () => {
    assert.strictEqual(paint([span("集群"), span("正在准备")], 9, false), "集群正在…")
    assert.strictEqual(paint([span("e\u0301te\u0301")], 3, false), "e\u0301te\u0301")
    assert.strictEqual(paint([span("👩‍🔧👩‍🔧👩‍🔧")], 5, false), "👩‍🔧👩‍🔧…")
    assert.deepStrictEqual(wrapWords("集群 正在 ab", 7, 4), ["集群", "正在", "ab"])
  })

  it("wraps between words only", () => {
    assert.deepStrictEqual(wrapWords("aa bb cc dd", 5, 2), ["aa bb", "cc", "dd"])
    assert.deepStrictEqual(wrapWords("aaaaaaaa b", 3, 3), ["aaaaaaaa", "b"])
    assert.deepStrictEqual(wrapWords("", 3, 3), [""])
  })

  it("has no characters that are not shown", () => {
    assert.strictEqual(printable(" a\r\nb\u202ec\u0007 "), "a b c")
  })

  it("tells time as people do", () => {
    assert.deepStrictEqual([0, 59_999, 60_000, 3_600_000, 90_061_000].map(clock), [
      "00:00",
      "00:59",
      "01:00",
      "1:00:00",
      "25:01:01"
    ])
  })
})

describe("showing a story", () => {
  const record = (terminal: boolean) => {
    const printed: Array<readonly [ReadonlyArray<string>, ReadonlyArray<string>]> = []
    const screen: Screen = {
      canvas: () => (terminal ? plain : undefined),
      print: (lines, status) => Effect.sync(() => void printed.push([lines, status]))
    }
    return { printed, screen }
  }

  it.effect("draws the clock on between updates, and ends with the story", () =>
    Effect.gen(function* () {
      const { printed, screen } = record(true)
      const updates = yield* Queue.unbounded<ProgressUpdate>()
      const story = Stream.fromQueue(updates).pipe(Stream.takeUntil((it) => it.terminal === true))
      const fiber = yield* Effect.forkChild(show(story, screen), { startImmediately: true })
      yield* Queue.offer(updates, update())
      yield* TestClock.adjust("3 seconds")
      const ready = update({ phase: "Ready", progress: 100, terminal: true })
      yield* Queue.offer(updates, ready)
      assert.deepStrictEqual(yield* Fiber.join(fiber), ready)
      assert.deepStrictEqual(
        printed.map(([lines, status]) => [lines.length, status.at(-1)?.trim()]),
        [
          [4, "00:00 elapsed"],
          [0, "00:01 elapsed"],
          [0, "00:02 elapsed"],
          [0, "00:03 elapsed"],
          [1, "00:03 elapsed"]
        ]
      )
    })
  )

  it.effect("prints a line for each update where there is no terminal, and nothing else", () =>
    Effect.gen(function* () {
      const { printed, screen } = record(false)
      const built = update({
        progress: 30,
        message: "The network is ready.",
        milestones: [milestone(1, "The network is ready")]
      })
      const slow = update({ progress: 30, message: "slow\nand late", severity: "warning", etaSeconds: 20 })
      assert.strictEqual(yield* show(Stream.make(update(), built, slow), screen), slow)
      assert.deepStrictEqual(printed, [
        [["  00:00   25%  Provisioning: Creating the cloud infrastructure"], []],
        [["  00:00   30%  Provisioning: The network is ready."], []],
        [["  00:00   30%  Provisioning: warning: slow and late (about 20 s to go)"], []]
      ])
    })
  )
})
