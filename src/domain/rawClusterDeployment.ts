import { Predicate, Schema } from "effect"
import { isInt, isList, pick } from "./byHand.ts"
import { lenient } from "./lenient.ts"

const text = lenient(Schema.String)
const list = lenient(Schema.Array(Schema.Unknown))
const record = lenient(Schema.Record(Schema.String, Schema.Unknown))

/** What is read of a ClusterDeployment as Kubernetes writes it. */
export const RawClusterDeployment = Schema.Struct({
  metadata: Schema.Struct({
    name: Schema.NonEmptyString,
    namespace: Schema.NonEmptyString,
    uid: text,
    resourceVersion: text,
    generation: lenient(Schema.Int),
    creationTimestamp: text,
    deletionTimestamp: text,
    finalizers: list
  }),
  spec: lenient(
    Schema.Struct({
      template: text,
      credential: text,
      dryRun: lenient(Schema.Boolean),
      clusterAuth: text,
      dataSource: text,
      auditPolicy: text,
      ipamClaim: lenient(Schema.Struct({ ref: text, spec: record })),
      config: record,
      serviceSpec: lenient(Schema.Struct({ services: list }))
    })
  ),
  status: lenient(
    Schema.Struct({
      observedGeneration: lenient(Schema.Int),
      conditions: lenient(Schema.Unknown),
      services: list,
      region: text
    })
  )
})
export type RawClusterDeployment = typeof RawClusterDeployment.Type
export type RawSpec = NonNullable<RawClusterDeployment["spec"]>

/** A service of its spec, or of its status. */
export const RawService = Schema.Struct({
  namespace: text,
  name: text,
  template: text,
  state: text,
  type: text,
  version: text,
  failureMessage: text,
  lastStateTransitionTime: text,
  disable: lenient(Schema.Boolean),
  conditions: lenient(Schema.Unknown),
  // kcm <= 1.2 named the cluster instead of the service
  clusterName: text
})
export type RawService = typeof RawService.Type

const metadataTexts = ["uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"] as const
const specTexts = ["template", "credential", "clusterAuth", "dataSource", "auditPolicy"] as const
const serviceTexts = [
  "namespace",
  "name",
  "template",
  "state",
  "type",
  "version",
  "failureMessage",
  "lastStateTransitionTime",
  "clusterName"
] as const

const isName = (value: unknown): value is string => typeof value === "string" && value !== ""

const specOf = (spec: unknown): Pick<RawClusterDeployment, "spec"> => {
  if (!Predicate.isReadonlyObject(spec)) return {}
  const { ipamClaim, serviceSpec } = spec
  return {
    spec: {
      ...pick(spec, specTexts, Predicate.isString),
      ...pick(spec, ["dryRun"], Predicate.isBoolean),
      ...pick(spec, ["config"], Predicate.isReadonlyObject),
      ...(Predicate.isReadonlyObject(ipamClaim)
        ? {
            ipamClaim: {
              ...pick(ipamClaim, ["ref"], Predicate.isString),
              ...pick(ipamClaim, ["spec"], Predicate.isReadonlyObject)
            }
          }
        : {}),
      ...(Predicate.isReadonlyObject(serviceSpec) ? { serviceSpec: pick(serviceSpec, ["services"], isList) } : {})
    }
  }
}

const statusOf = (status: unknown): Pick<RawClusterDeployment, "status"> =>
  Predicate.isReadonlyObject(status)
    ? {
        status: {
          ...pick(status, ["observedGeneration"], isInt),
          ...(Object.hasOwn(status, "conditions") ? { conditions: status["conditions"] } : {}),
          ...pick(status, ["services"], isList),
          ...pick(status, ["region"], Predicate.isString)
        }
      }
    : {}

/** `RawClusterDeployment` of any JSON; `undefined` where the schema refuses it. */
export const readRawClusterDeployment = (input: unknown): RawClusterDeployment | undefined => {
  if (!Predicate.isReadonlyObject(input) || !Predicate.isReadonlyObject(input["metadata"])) return undefined
  const { metadata } = input
  const { name, namespace } = metadata
  if (!isName(name) || !isName(namespace)) return undefined
  return {
    metadata: {
      name,
      namespace,
      ...pick(metadata, metadataTexts, Predicate.isString),
      ...pick(metadata, ["generation"], isInt),
      ...pick(metadata, ["finalizers"], isList)
    },
    ...specOf(input["spec"]),
    ...statusOf(input["status"])
  }
}

/** `RawService` of any JSON; `undefined` where the schema refuses it. */
export const readRawService = (input: unknown): RawService | undefined =>
  Predicate.isReadonlyObject(input)
    ? {
        ...pick(input, serviceTexts, Predicate.isString),
        ...pick(input, ["disable"], Predicate.isBoolean),
        ...(Object.hasOwn(input, "conditions") ? { conditions: input["conditions"] } : {})
      }
    : undefined
