import { assert, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { WatchSignal } from "../../src/domain/watchSignal.ts"
import { makeEventAudience } from "../../src/kube/watch/eventAudience.ts"
import { interestOf } from "../../src/progress/interpret/interest.ts"
import { belongsTo, releaseName } from "../../src/progress/interpret/scope.ts"
import { makeCondensingQueue } from "../../src/queue/condensingQueue.ts"
import { cluster, event } from "./objects.ts"

const long = "a-cluster-whose-name-is-longer-than-a-helm-release-can-be-called"
const names = ["demo", "demo-eu", "eu", "a.b", long]
const kinds = [
  ..."ClusterDeployment HelmRelease Cluster AWSCluster ServiceSet Profile K0sControlPlane Machine AWSMachine".split(
    " "
  ),
  ..."RemoteMachine MachineSet MachinePool VirtualNetworksSubnet NatGateway Pod PersistentVolumeClaim Service".split(
    " "
  ),
  ..."ClusterSummary Credential ClusterDataSource K0sWorkerConfig OpenStackServer Node".split(" ")
]
const words = [
  ...names,
  releaseName(long),
  "kmc",
  "cp",
  "md",
  "capi",
  "sveltos",
  "aws",
  "cred",
  "vnet",
  "0",
  "abc12",
  "bare"
]
const said = names.map((name) => `Capi kcm-system/${name}: boom`)

it.effect.prop(
  "whatever may belong to a cluster is told to whoever listens for its interest, and is kept before anybody does",
  {
    name: Schema.Literals(names),
    kind: Schema.Literals(kinds),
    begin: Schema.Literals(["", "kmc-", "p--demo-capi-", "data-kmc-"]),
    rest: Schema.Array(Schema.Literals(words)).check(Schema.isMaxLength(3)),
    message: Schema.Union([Schema.Literals(said), Schema.String]),
    machines: Schema.Array(Schema.Literals(["bare", "bare-0", "demo-cp-0"]))
  },
  ({ begin, kind, machines, message, name, rest }) =>
    Effect.gen(function* () {
      const own = cluster({ name, spec: { credential: "aws-cred" } })
      const seen = event({ kind, name: begin + [machines[0] ?? name, ...rest].join("-"), reason: "x", message, at: 10 })
      if (!belongsTo(seen, own, new Set(names), new Set(machines))) return
      const bearings = { name, credential: "aws-cred", machines: new Set(machines), names: new Set(names) }
      const audience = yield* makeEventAudience
      assert.deepStrictEqual(audience.present(interestOf(bearings), [seen]), WatchSignal.Synced({ items: [seen] }))
      const neighbour = interestOf({ ...bearings, name: "other", credential: "" })
      audience.join(makeCondensingQueue({ capacity: 1, condense: (pending) => pending }), neighbour)
      const { kind: kindOf, name: objectName, namespace } = seen.regarding
      assert.isFalse(
        audience.passOver({
          metadata: { creationTimestamp: "2026-01-01T00:00:00Z" },
          involvedObject: { kind: kindOf, name: objectName, namespace }
        })
      )
    }),
  { arbitrary: { runs: 3000 } }
)
