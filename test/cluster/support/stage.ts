import { Effect, Schema } from "effect"
import type { KubeObject } from "../../../src/domain/recording.ts"
import { textAt } from "../../contract/readers.ts"
import type { Admin, AdminError } from "./admin.ts"

/**
 * Where recorded objects are put on the stage of a real API server, which gives out uids, versions, generations and
 * creation times itself: what a recording says of them is put into the server's own terms.
 */
export interface Stage {
  /** Creates or changes the object until it is as recorded, through the doors that kcm and the event recorders use. */
  readonly apply: (object: KubeObject) => Effect.Effect<void, AdminError>
  readonly remove: (object: KubeObject) => Effect.Effect<void, AdminError>
}

const Generation = Schema.Struct({ metadata: Schema.Struct({ generation: Schema.optionalKey(Schema.Int) }) })
const decodeGeneration = Schema.decodeUnknownSync(Generation)
const generationOf = (object: unknown): number => decodeGeneration(object).metadata.generation ?? 1

const Metadata = Schema.Struct({
  metadata: Schema.Struct({
    uid: Schema.optionalKey(Schema.String),
    labels: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
    annotations: Schema.optionalKey(Schema.Record(Schema.String, Schema.String)),
    finalizers: Schema.optionalKey(Schema.Array(Schema.String)),
    deletionTimestamp: Schema.optionalKey(Schema.String)
  }),
  spec: Schema.optionalKey(Schema.Unknown),
  status: Schema.optionalKey(Schema.Unknown)
})
const decodeRecorded = Schema.decodeUnknownSync(Metadata)

const clusters = ({ metadata }: KubeObject): string =>
  `/apis/k0rdent.mirantis.com/v1beta1/namespaces/${metadata.namespace}/clusterdeployments`

const orAbsent = <A, R>(effect: Effect.Effect<A, AdminError, R>) =>
  Effect.catchIf(
    effect,
    (error: AdminError) => error.status === 404,
    () => Effect.undefined
  )

export const makeStage = (admin: Admin): Stage => {
  // Recorded uid -> the server's; recorded generation -> the server's, for each object.
  const uids = new Map<string, string>()
  const generations = new Map<string, Map<number, number>>()

  const inServersTerms = (object: KubeObject, value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, inner: unknown) => {
        if (key === "observedGeneration" && typeof inner === "number") {
          return generations.get(textAt(object, "metadata.uid"))?.get(inner) ?? inner
        }
        return key === "uid" && typeof inner === "string" ? (uids.get(inner) ?? inner) : inner
      })
    )

  const applyCluster = Effect.fnUntraced(function* (object: KubeObject) {
    const path = `${clusters(object)}/${object.metadata.name}`
    const { metadata, spec, status } = decodeRecorded(object)
    const { labels = {}, annotations = {}, finalizers = [] } = metadata
    const { apiVersion, kind } = object
    const { name, namespace } = object.metadata
    const found = yield* orAbsent(admin.send("GET", path))
    const written =
      found === undefined
        ? yield* admin.send("POST", clusters(object), {
            apiVersion,
            kind,
            metadata: { name, namespace, labels, annotations, finalizers },
            spec
          })
        : yield* admin.send("PATCH", path, { metadata: { labels, annotations, finalizers }, spec })
    const uid = metadata.uid ?? ""
    uids.set(uid, textAt(written, "metadata.uid"))
    const known = generations.get(uid) ?? new Map<number, number>()
    generations.set(uid, known.set(generationOf(object), generationOf(written)))
    if (status !== undefined) {
      yield* admin.send("PATCH", `${path}/status`, { status: inServersTerms(object, status) })
    }
    if (metadata.deletionTimestamp !== undefined && textAt(written, "metadata.deletionTimestamp") === "") {
      const deleting = yield* admin.send("DELETE", path)
      generations.set(uid, known.set(generationOf(object), generationOf(deleting)))
    }
  })

  const put = Effect.fnUntraced(function* (path: string, name: string, object: object) {
    const found = yield* orAbsent(admin.send("GET", `${path}/${name}`))
    yield* found === undefined ? admin.send("POST", path, object) : admin.send("PUT", `${path}/${name}`, object)
  })

  const applyEvent = (object: KubeObject) => {
    const { name, namespace } = object.metadata
    const { metadata: _, ...rest } = object
    const event = { ...rest, metadata: { name, namespace } }
    return isOfNewRecorder(object)
      ? put(`/apis/events.k8s.io/v1/namespaces/${namespace}/events`, name, asNewApi(inServersTerms(object, event)))
      : put(`/api/v1/namespaces/${namespace}/events`, name, decodeObject(inServersTerms(object, event)))
  }

  return {
    apply: (object) => (object.kind === "Event" ? applyEvent(object) : applyCluster(object)),
    remove: Effect.fnUntraced(function* (object) {
      if (object.kind === "Event") return
      const path = `${clusters(object)}/${object.metadata.name}`
      yield* orAbsent(admin.send("DELETE", path))
      yield* orAbsent(admin.send("PATCH", path, { metadata: { finalizers: [] } }))
    })
  }
}

/** The recorder of client-go's tools/events writes eventTime, and through events.k8s.io/v1; the old one neither. */
const isOfNewRecorder = (event: KubeObject): boolean => typeof event["eventTime"] === "string"

const decodeObject = Schema.decodeUnknownSync(Schema.Record(Schema.String, Schema.Unknown))

/** The same event in the words of events.k8s.io/v1, which knows no count and no first and last time. */
const asNewApi = (event: unknown): object => {
  const { action, eventTime, involvedObject, message, metadata, reason, related, series, type, ...rest } =
    decodeObject(event)
  return {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata,
    eventTime,
    series,
    reportingController: rest["reportingComponent"],
    reportingInstance: rest["reportingInstance"],
    action,
    reason,
    regarding: involvedObject,
    related,
    note: message,
    type
  }
}
