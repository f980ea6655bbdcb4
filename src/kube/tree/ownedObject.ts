import { Option, Schema } from "effect"
import { lenient } from "../../domain/lenient.ts"
import type { OwnedObject } from "../../domain/ownedObject.ts"
import { makeDoor } from "../../domain/text/door.ts"

const text = lenient(Schema.String)
const list = lenient(Schema.Array(Schema.Unknown))

const Raw = Schema.Struct({
  metadata: Schema.Struct({
    name: Schema.String,
    uid: text,
    labels: lenient(Schema.Record(Schema.String, Schema.Unknown)),
    ownerReferences: list
  }),
  // Of the spec: what kind of machine, where, how many and which version. Nothing else leaves here.
  spec: lenient(
    Schema.Struct({
      replicas: lenient(Schema.Int),
      version: text,
      instanceType: text,
      vmSize: text,
      flavor: text,
      failureDomain: text,
      providerID: text
    })
  ),
  status: lenient(
    Schema.Struct({
      phase: text,
      instanceState: text,
      vmState: text,
      readyReplicas: lenient(Schema.Int),
      conditions: list
    })
  )
})
const decodeRaw = Schema.decodeUnknownOption(Raw)
const decodeOwner = Schema.decodeUnknownOption(Schema.Struct({ uid: Schema.String }))
const decodeCondition = Schema.decodeUnknownOption(
  Schema.Struct({ type: Schema.String, status: Schema.String, reason: text, message: text })
)

/** Which conditions sum an object up, the most telling first. */
const summing = ["Ready", "Available", "Provisioned"]
const longestDetail = 300

/** The label that Cluster API puts on all that belongs to a cluster. */
const clusterLabel = "cluster.x-k8s.io/cluster-name"

interface Listed {
  readonly object: OwnedObject
  /** The cluster that its label names; "" where none does. */
  readonly cluster: string
}

/** Reads an object of any kind tolerantly; `None` where it has no name. */
export const readOwned = (kind: string, input: unknown): Option.Option<Listed> =>
  Option.map(decodeRaw(input), ({ metadata, spec, status }) => {
    const door = makeDoor()
    const conditions = (status?.conditions ?? []).flatMap((one) => Option.toArray(decodeCondition(one)))
    const summary = summing.flatMap((type) => conditions.filter((one) => one.type === type))[0]
    const replicas =
      spec?.replicas === undefined ? undefined : `${status?.readyReplicas ?? 0} of ${spec.replicas} replicas ready`
    const parts = [
      status?.phase ?? status?.instanceState ?? status?.vmState,
      replicas,
      spec?.instanceType ?? spec?.vmSize ?? spec?.flavor,
      spec?.failureDomain,
      spec?.version,
      summary === undefined || summary.status === "True" ? undefined : (summary.message ?? "") || summary.reason
    ]
    const label = metadata.labels === undefined ? undefined : new Map(Object.entries(metadata.labels)).get(clusterLabel)
    return {
      object: {
        kind,
        name: door.name(metadata.name),
        uid: metadata.uid ?? "",
        owners: (metadata.ownerReferences ?? []).flatMap((one) =>
          Option.toArray(decodeOwner(one)).map(({ uid }) => uid)
        ),
        ...(summary === undefined ? {} : { ready: summary.status }),
        detail: door
          .message(parts.filter((part) => part !== undefined && part !== "").join("; "))
          .slice(0, longestDetail)
      },
      cluster: typeof label === "string" ? label : ""
    }
  })
