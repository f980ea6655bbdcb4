import { readdirSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { parseAllDocuments } from "yaml"
import { StateCase } from "../../fixtures/authoring/state.ts"
import { decodeClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import { decodeKubeEvent } from "../../src/domain/event/kubeEvent.ts"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { narrate } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"

const folder = new URL("../../fixtures/clusters/", import.meta.url)
const decodeCase = Schema.decodeUnknownSync(StateCase)
const severities = ["info", "warning", "error"]

/** A single ClusterDeployment, and perhaps its events, as `getState` would show it at that moment. */
for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  const documents = parseAllDocuments(readFileSync(new URL(file, folder), "utf8"))
  describe(file, () => {
    for (const document of documents) {
      const given = decodeCase(document.toJS())
      it(given.case, () => {
        const cluster = Option.getOrThrow(decodeClusterDeployment(given.object))
        const at = Date.parse(given.now)
        const events = (given.events ?? []).flatMap((event) => Option.toArray(decodeKubeEvent(event)))
        const updates = narrate({ namespace: cluster.namespace, name: cluster.name }, [
          Input.ClusterSignal({ at, signal: WatchSignal.Synced({ items: [cluster] }) }),
          Input.EventSignal({ at, signal: WatchSignal.Synced({ items: events }) })
        ])
        assert.strictEqual(updates.length, 1)
        const [update] = updates
        if (update === undefined) return
        const { expect } = given
        assert.include(expect.phase, update.phase, update.message)
        if (expect.terminal !== undefined) assert.strictEqual(update.terminal ?? false, expect.terminal, update.message)
        assert.strictEqual(update.metadata.provider, expect.provider)
        assert.strictEqual(update.metadata.region, expect.region)
        assert.deepStrictEqual(
          update.services.map(({ namespace, name, state }) => ({ namespace, name, state })),
          expect.services
        )
        if (expect.cause !== undefined) assert.match(update.message, new RegExp(expect.cause, "iu"))
        if (expect.severity !== undefined) {
          assert.isAtLeast(severities.indexOf(update.severity), severities.indexOf(expect.severity), update.message)
        }
        if (update.phase !== "Ready") assert.isBelow(update.progress ?? 0, 100)
      })
    }
  })
}
