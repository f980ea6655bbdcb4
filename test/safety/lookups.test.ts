import { globSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import { decodeKubeEvent } from "../../src/domain/event/kubeEvent.ts"
import { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { narrate } from "../../src/progress/replay.ts"
import { Input } from "../../src/progress/state/input.ts"
import { at } from "../progress/objects.ts"

/** Everything that every plain object answers to, and what it is made of. */
const inherited = [...Object.getOwnPropertyNames(Object.prototype), "prototype", "name", "length", "call", "then"]

// As a client that validates would: one key too many, or one that is no data, and it refuses the whole update.
const isUpdate = Schema.is(ProgressUpdate)
const isExact = (value: unknown): boolean =>
  JSON.stringify(Schema.encodeUnknownSync(ProgressUpdate)(value)) !== undefined

const told = (word: string, status: "True" | "False" | "Unknown") => {
  const time = "2026-03-01T12:00:00Z"
  const object = {
    metadata: { name: "demo", namespace: "kcm-system", uid: "u", generation: 1, creationTimestamp: time },
    spec: {
      template: word,
      credential: word,
      config: JSON.parse(`{"${word}":{"region":"x"}}`),
      serviceSpec: { services: [{ name: word, namespace: word, template: word }] }
    },
    status: {
      observedGeneration: 1,
      region: word,
      services: [{ name: word, namespace: word, template: word, state: word, type: word, failureMessage: word }],
      conditions: [word, "HelmReleaseReady", "CAPIClusterSummary", "Deleting", "Ready"].map((type) => ({
        type,
        status,
        reason: word,
        message: `${word}\n* InfrastructureReady: ${word}\n  * ${word}: ${word}\n  * ${word} ${word}: ${word}`,
        lastTransitionTime: time
      }))
    }
  }
  const cluster = Option.getOrThrow(decodeClusterDeployment(object))
  const events = ["Cluster", "AWSCluster", "ClusterDeployment", word].map((kind) =>
    Option.getOrThrow(
      decodeKubeEvent({
        metadata: { name: word, namespace: "kcm-system", uid: `${kind}${word}`, creationTimestamp: time },
        involvedObject: { kind, name: "demo", namespace: "kcm-system" },
        type: "Warning",
        reason: word,
        message: word,
        count: 5
      })
    )
  )
  const leaving = { ...cluster, deletionRequestedAt: at(40) }
  return narrate({ namespace: "kcm-system", name: "demo" }, [
    Input.ClusterSignal({ at: at(0), signal: WatchSignal.Synced({ items: [cluster, { ...cluster, name: word }] }) }),
    Input.EventSignal({ at: at(0), signal: WatchSignal.Synced({ items: events }) }),
    Input.ClusterSignal({
      at: at(900),
      signal: WatchSignal.Upserted({ object: { ...leaving, resourceVersion: "2" } })
    }),
    Input.Tick({ at: at(1200) })
  ])
}

describe("words that every plain object knows", () => {
  for (const word of inherited) {
    it(`takes ${word} for a word like any other`, () => {
      const plain = told("harmless", "False").map(({ message }) => message.length > 0)
      const updates = told(word, "False")
      assert.strictEqual(updates.length, plain.length)
      for (const update of [...updates, ...told(word, "True"), ...told(word, "Unknown")]) {
        assert.isTrue(isUpdate(update) && isExact(update))
      }
    })
  }
})

describe("the sources", () => {
  const sources = globSync("src/**/*.ts").map((file) => ({ file, text: readFileSync(file, "utf8") }))

  // Only an object with a string index lets itself be asked for any word; the compiler refuses it for all others.
  it("hold no table that a word from outside could index: tables are Maps", () => {
    const table =
      /^(?:export )?const \w+(?:: [^=;]*Record<string,[^=;]*)= \{|\} satisfies (?:Readonly<)?Record<string,/gmu
    const found = sources.flatMap(({ file, text }) => [...text.matchAll(table)].map(([hit]) => `${file}: ${hit}`))
    assert.isAbove(sources.length, 100)
    assert.deepStrictEqual(found, [])
  })
})
