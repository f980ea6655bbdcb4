import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import type { Phase } from "../../src/domain/phase.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { connect } from "./support/mcp.ts"
import { clusterDeployment } from "./support/objects.ts"
import { assertTold, phasesTold, tellRecording } from "./support/tell.ts"

const built: ReadonlyArray<Phase> = ["Initializing", "Provisioning", "Bootstrapping", "Scaling", "Ready"]

/** Recordings, and the phases that they are told in. */
const stories: ReadonlyArray<readonly [recording: string, phases: ReadonlyArray<Phase>]> = [
  // Everything through the old recorder, a neighbour with the same prefix
  ["azure-standalone", built],
  // kcm speaks through the new recorder
  ["aws-standalone", built],
  // An event of the new recorder that comes again as a series
  ["azure-kcm-1-8", ["Initializing", "Provisioning", "Bootstrapping", "Scaling", "Installing", "Ready"]],
  ["azure-unrecoverable", ["Initializing", "Provisioning", "Failed"]],
  ["deletion", ["Installing"]]
]

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("a recording", (it) => {
  for (const [recording, phases] of stories) {
    it.effect(`${recording} is told from its snapshot to its end`, () =>
      Effect.gen(function* () {
        const updates = yield* tellRecording(recording)
        assert.include(["Snapshot", "Deleting"], updates[0]?.reason)
        assert.deepStrictEqual(phasesTold(updates), phases)
        assertTold(updates, recording)
      })
    )
  }

  it.effect("says the same whether its events came through core/v1 or events.k8s.io/v1", () =>
    Effect.gen(function* () {
      const { admin, config, freshNamespace } = yield* ControlPlane
      const server = yield* connect(config.kubeconfigPath)
      const namespace = yield* freshNamespace
      const eventTime = new Date().toISOString().replace("Z", "000Z")
      const common = {
        metadata: { name: "edge.1", namespace },
        eventTime,
        action: "Reconcile",
        reason: "HelmReleaseCreated",
        reportingInstance: "kcm-controller-manager-1",
        series: { count: 3, lastObservedTime: eventTime },
        type: "Normal"
      }
      const about = { apiVersion: "k0rdent.mirantis.com/v1beta1", kind: "ClusterDeployment", name: "edge", namespace }
      const message = `Successfully created HelmRelease ${namespace}/edge`
      yield* admin.send(
        "POST",
        `/apis/k0rdent.mirantis.com/v1beta1/namespaces/${namespace}/clusterdeployments`,
        clusterDeployment(namespace, "edge")
      )
      const doors = [
        {
          path: `/api/v1/namespaces/${namespace}/events`,
          event: { ...common, involvedObject: about, message, reportingComponent: "kcm-controller-manager" }
        },
        {
          path: `/apis/events.k8s.io/v1/namespaces/${namespace}/events`,
          event: { ...common, regarding: about, note: message, reportingController: "kcm-controller-manager" }
        }
      ]
      const told = []
      for (const { event, path } of doors) {
        yield* admin.send("POST", path, event)
        const { milestones } = yield* server.getState({ namespace, name: "edge" })
        assert.strictEqual(milestones?.length, 1)
        told.push(milestones)
        yield* admin.send("DELETE", `${path}/edge.1`)
      }
      assert.deepStrictEqual(told[0], told[1])
    })
  )
})
