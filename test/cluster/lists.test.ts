import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { assert, layer } from "@effect/vitest"
import { Clock, Effect } from "effect"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { connect, uriOf } from "./support/mcp.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

const many = 2000
/** MB. About 85 are there before the first request; most of the rest is what V8 has had no reason to collect yet. */
const memoryLimit = 320
const run = promisify(execFile)

/** Resident memory of a process, in MB. */
const memoryOf = (pid: number) =>
  Effect.promise(async () => Number((await run("ps", ["-o", "rss=", "-p", String(pid)])).stdout) / 1024)

const nameOf = (index: number): string => `edge-${String(index).padStart(5, "0")}`

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("two thousand clusters", (it) => {
  it.effect("are listed once each and in order, and one of them is followed at once and in little memory", () =>
    Effect.gen(function* () {
      const { admin, config, freshNamespace } = yield* ControlPlane
      const namespace = yield* freshNamespace
      const stage = makeStage(admin)
      const cluster = yield* clusterAt(namespace, nameOf(1234), "Initializing")
      const later = yield* clusterAt(namespace, nameOf(1234), "Scaling")
      const indices = Array.from({ length: many }, (_, index) => index)
      yield* Effect.forEach(
        indices,
        (index) => {
          const name = nameOf(index)
          // All but one show as much status as a deployment of an hour.
          return stage.apply({ ...(index === 1234 ? cluster : later), metadata: { name, namespace, uid: name } })
        },
        { concurrency: 16, discard: true }
      )

      const server = yield* connect(config.kubeconfigPath)
      const uris: Array<string> = []
      let cursor: string | undefined
      do {
        const page = yield* server.list(cursor)
        assert.isAtMost(page.resources.length, 100)
        uris.push(...page.resources.map(({ uri }) => uri))
        cursor = page.nextCursor
      } while (cursor !== undefined)
      assert.deepStrictEqual(
        uris,
        indices.map((index) => uriOf({ namespace, name: nameOf(index) }))
      )

      const began = yield* Clock.currentTimeMillis
      const told = yield* server.subscribe({ namespace, name: nameOf(1234) })
      yield* told.update("the first update", () => true)
      assert.isBelow((yield* Clock.currentTimeMillis) - began, 5000)
      yield* stage.apply(later)
      yield* told.update("the change", ({ phase }) => phase === "Scaling")
      assert.isBelow(yield* memoryOf(server.pid), memoryLimit)
    })
  )
})
