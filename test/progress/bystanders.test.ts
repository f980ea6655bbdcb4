import { assert, describe, it } from "@effect/vitest"
import { replay } from "../../src/progress/replay.ts"
import { linesOf } from "./recordings.ts"

const folder = new URL("../../fixtures/real/", import.meta.url)

const toldOf = (recording: string, name: string) =>
  replay(linesOf(new URL(`${recording}.ndjson`, folder)), { namespace: "kcm-system", name })

/** The recordings of real controllers hold other clusters than the one that each is about: what is said of those has to be true, too. */
describe("bystanders in recordings of real controllers", () => {
  it("takes what two watches list one after the other as one first look", () => {
    for (const name of ["midway", "stuckw"]) {
      const [first, second] = toldOf("j-adopted", name)
      assert.match(first?.message ?? "", /Last seen to move/u, name)
      assert.notMatch(second?.message ?? "", /^N(?:othing has moved|o progress)/u, name)
    }
  })

  it("knows from conditions alone that a Cluster is deleted behind kcm, and does not call it a step of the build", () => {
    const [first] = toldOf("h-artifact-missing", "lost")
    assert.strictEqual(first?.severity, "error")
    assert.strictEqual(first?.reason, "UnwantedDeleting")
    assert.match(first?.message ?? "", /^Cluster lost is being deleted, although its ClusterDeployment is not\./u)
    for (const { message } of toldOf("i-quota", "lost"))
      assert.notMatch(message, /Back to|KubeadmControlPlane has been/u)
  })

  it("does not tell as present what must have been over before the Helm release was made", () => {
    for (const { message } of toldOf("a-build", "broken")) assert.notMatch(message, /value allow must be true/u)
  })

  it("counts a change of the spec that mends the first build to the build", () => {
    assert.match(toldOf("f-bad-service", "svc").at(-1)?.message ?? "", /is ready with .* after 4 min/u)
    assert.match(toldOf("e-scale-out", "demo").at(-1)?.message ?? "", /the change took/u)
  })
})
