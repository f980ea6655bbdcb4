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
      conditions: list,
      // What says how an object is where it has no condition: Cluster API's contract of old, kcm's ServiceSet, Sveltos' ClusterSummary.
      ready: lenient(Schema.Boolean),
      deployed: lenient(Schema.Boolean),
      featureSummaries: list
    })
  )
})
type Raw = typeof Raw.Type
const decodeRaw = Schema.decodeUnknownOption(Raw)
const decodeOwner = Schema.decodeUnknownOption(Schema.Struct({ uid: Schema.String }))
const decodeCondition = Schema.decodeUnknownOption(
  Schema.Struct({ type: Schema.String, status: Schema.String, reason: text, message: text })
)

/** Which conditions sum an object up, the most telling first. */
const summing = ["Ready", "Available", "Provisioned"]
const longestDetail = 300

/** The labels that Cluster API and Sveltos put on what belongs to a cluster. */
const clusterLabels = ["cluster.x-k8s.io/cluster-name", "projectsveltos.io/cluster-name"]

const decodeFeature = Schema.decodeUnknownOption(Schema.Struct({ featureID: text, status: text, failureMessage: text }))

interface Standing {
  readonly ready?: string
  readonly why?: string | undefined
}

const asCondition = (flag: boolean): string => (flag ? "True" : "False")

/** Whether an object is well, by whichever of its fields says so, and what it says of it where it is not. */
const standingOf = (status: Raw["status"]): Standing => {
  const conditions = (status?.conditions ?? []).flatMap((one) => Option.toArray(decodeCondition(one)))
  const summary = summing.flatMap((type) => conditions.filter((one) => one.type === type))[0]
  if (summary !== undefined) {
    const why = summary.status === "True" ? undefined : summary.message || summary.reason
    return { ready: summary.status, why }
  }
  const features = (status?.featureSummaries ?? []).flatMap((one) => Option.toArray(decodeFeature(one)))
  const open = features.find((one) => one.status !== "Provisioned" && one.status !== "Removed")
  if (open !== undefined) {
    const words = [open.featureID, open.status, open.failureMessage].filter((word) => word !== undefined && word !== "")
    return { ready: "False", why: words.join(" ") }
  }
  if (features.length > 0) return { ready: "True" }
  const flag = status?.ready ?? status?.deployed
  return flag === undefined ? {} : { ready: asCondition(flag) }
}

interface Listed {
  readonly object: OwnedObject
  /** The cluster that its label names; "" where none does. */
  readonly cluster: string
}

/** Reads an object of any kind tolerantly; `None` where it has no name. */
export const readOwned = (kind: string, input: unknown): Option.Option<Listed> =>
  Option.map(decodeRaw(input), ({ metadata, spec, status }) => {
    const door = makeDoor()
    const { ready, why } = standingOf(status)
    const replicas =
      spec?.replicas === undefined ? undefined : `${status?.readyReplicas ?? 0} of ${spec.replicas} replicas ready`
    const parts = [
      status?.phase ?? status?.instanceState ?? status?.vmState,
      replicas,
      spec?.instanceType ?? spec?.vmSize ?? spec?.flavor,
      spec?.failureDomain,
      spec?.version,
      why
    ]
    const labels = new Map(Object.entries(metadata.labels ?? {}))
    const label = clusterLabels.map((name) => labels.get(name)).find((value) => value !== undefined)
    return {
      object: {
        kind,
        name: door.name(metadata.name),
        uid: metadata.uid ?? "",
        owners: (metadata.ownerReferences ?? []).flatMap((one) =>
          Option.toArray(decodeOwner(one)).map(({ uid }) => uid)
        ),
        ...(ready === undefined ? {} : { ready }),
        detail: door
          .message(parts.filter((part) => part !== undefined && part !== "").join("; "))
          .slice(0, longestDetail)
      },
      cluster: typeof label === "string" ? label : ""
    }
  })
