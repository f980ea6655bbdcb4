import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { humanDuration } from "../../src/simulator/http/columns.ts"
import type { StoredObject } from "../../src/simulator/store/objects.ts"
import { keyOf, makeStore, type Store } from "../../src/simulator/store/store.ts"
import { clusterDeployment } from "../contract/apiServerContract.ts"

const Action = Schema.Struct({
  what: Schema.Literals(["put", "put", "put", "remove", "recreate"]),
  name: Schema.Literals(["a", "b", "c", "d"])
})

const act = (store: Store, { name, what }: typeof Action.Type, step: number): void => {
  if (what === "remove") {
    store.remove("clusterdeployments", "team", name)
    return
  }
  const object = clusterDeployment("team", name, {}, `step ${step}`)
  const uid = what === "recreate" ? { uid: `${step}` } : {}
  store.put({ ...object, metadata: { ...object.metadata, ...uid } }, 0)
}

const listed = (store: Store, revision?: number) => store.list("clusterdeployments", revision)

it.effect.prop(
  "remembers every earlier state, and the way from it to the present, as far back as its history reaches",
  { actions: Schema.Array(Action), limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 20 })) },
  ({ actions, limit }) =>
    Effect.sync(() => {
      const store = makeStore(limit)
      const start = store.revision()
      const snapshots = [{ revision: store.revision(), objects: listed(store) }]
      for (const [step, action] of actions.entries()) {
        act(store, action, step)
        snapshots.push({ revision: store.revision(), objects: listed(store) })
      }
      const now = listed(store)
      const made = store.revision() - start
      assert.isAtLeast(store.revision() - store.compacted(), Math.min(limit, made))
      for (const { objects, revision } of snapshots) {
        const changes = store.since("clusterdeployments", revision)
        if (revision < store.compacted()) {
          assert.deepStrictEqual([changes, listed(store, revision)], [undefined, undefined])
          continue
        }
        assert.deepStrictEqual(listed(store, revision), objects)
        const state = new Map<string, StoredObject>((objects ?? []).map((object) => [keyOf(object), object]))
        for (const { object, type } of changes ?? []) {
          assert.strictEqual(state.has(keyOf(object)), type !== "ADDED")
          if (type === "DELETED") state.delete(keyOf(object))
          else state.set(keyOf(object), object)
        }
        assert.deepStrictEqual(
          [...state].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, object]) => object),
          now
        )
      }
    })
)

it("forgets all history when it is compacted, and nothing of the present", () => {
  const store = makeStore(100)
  store.put(clusterDeployment("team", "a"), 0)
  const before = store.revision()
  store.put(clusterDeployment("team", "b"), 0)
  store.compact()
  assert.isUndefined(store.since("clusterdeployments", before))
  assert.deepStrictEqual(store.since("clusterdeployments", store.revision()), [])
  assert.strictEqual(listed(store)?.length, 2)
})

it("writes ages as kubectl does", () => {
  const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000]
  const ages: ReadonlyArray<readonly [ms: number, text: string]> = [
    [-5 * second, "<invalid>"],
    [-1 * second, "0s"],
    [0, "0s"],
    [119 * second, "119s"],
    [2 * minute, "2m"],
    [9 * minute + 5 * second, "9m5s"],
    [179 * minute, "179m"],
    [3 * hour, "3h"],
    [7 * hour + 30 * minute, "7h30m"],
    [47 * hour, "47h"],
    [2 * day, "2d"],
    [7 * day + 5 * hour, "7d5h"],
    [700 * day, "700d"],
    [800 * day, "2y70d"],
    [3000 * day, "8y"]
  ]
  for (const [ms, text] of ages) assert.strictEqual(humanDuration(ms), text)
})
