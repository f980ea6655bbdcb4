import { isPlacement, placementPaths } from "../domain/clusterDeployment.ts"
import type { KubeObject } from "../domain/recording.ts"
import { redact } from "../domain/redact/redact.ts"

/** What is kept of a value: the members that are named, each item of a list, a plain value, or a redacted text. */
type Shape = true | "text" | readonly [Shape] | Shapes
interface Shapes {
  readonly [member: string]: Shape
}

const condition: Shapes = {
  type: "text",
  status: true,
  reason: "text",
  message: "text",
  observedGeneration: true,
  lastTransitionTime: true
}
const metadata: Shapes = {
  name: true,
  namespace: true,
  uid: true,
  resourceVersion: true,
  generation: true,
  creationTimestamp: true,
  deletionTimestamp: true,
  deletionGracePeriodSeconds: true,
  finalizers: [true]
}
const bare: Shapes = { apiVersion: true, kind: true, metadata }

/** A ClusterDeployment without its configuration, the values of its services, its labels and annotations. */
const clusterDeployment: Shapes = {
  ...bare,
  spec: {
    template: true,
    credential: true,
    dryRun: true,
    propagateCredentials: true,
    cleanupOnDeletion: true,
    dataSource: true,
    clusterAuth: true,
    auditPolicy: true,
    serviceSpec: {
      services: [{ name: true, namespace: true, template: true, templateChain: true, version: true, disable: true }]
    }
  },
  status: {
    conditions: [condition],
    k8sVersion: "text",
    observedGeneration: true,
    region: true,
    services: [
      {
        type: "text",
        name: true,
        namespace: true,
        template: true,
        version: "text",
        state: "text",
        failureMessage: "text",
        lastStateTransitionTime: true,
        clusterName: true,
        clusterNamespace: true,
        conditions: [condition]
      }
    ]
  }
}

const reference: Shapes = { apiVersion: true, kind: true, namespace: true, name: true, uid: true }
const source: Shapes = { component: "text" }
const event: Shapes = {
  ...bare,
  involvedObject: reference,
  regarding: reference,
  related: reference,
  type: true,
  reason: "text",
  action: "text",
  message: "text",
  note: "text",
  source,
  deprecatedSource: source,
  reportingComponent: "text",
  reportingController: "text",
  firstTimestamp: true,
  lastTimestamp: true,
  deprecatedFirstTimestamp: true,
  deprecatedLastTimestamp: true,
  eventTime: true,
  count: true,
  deprecatedCount: true,
  series: { count: true, lastObservedTime: true }
}

const shapes: ReadonlyMap<string, Shapes> = new Map([
  ["ClusterDeployment", clusterDeployment],
  ["Event", event]
])

type Members = Readonly<Record<string, unknown>>
const isRecord = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isList = (shape: readonly [Shape] | Shapes): shape is readonly [Shape] => Array.isArray(shape)

const validName = /^[a-z0-9][a-z0-9.-]{0,252}$/u
/** What is a valid name of an object stays as it is; what only stands in the place of one may hold anything. */
const nameOf = (value: string): string => (validName.test(value) ? value : redact(value))

/** What is named by its shape, and of that nothing but plain values: a member that is stranger than expected is left out. */
const kept = (shape: Shape, value: unknown): unknown => {
  if (value === null) return null
  if (shape === true) return typeof value === "string" ? nameOf(value) : typeof value === "object" ? undefined : value
  if (shape === "text") return typeof value === "string" ? redact(value) : undefined
  if (isList(shape)) return Array.isArray(value) ? value.map((item) => kept(shape[0], item)) : undefined
  return isRecord(value) ? membersOf(shape, value) : undefined
}

const membersOf = (shapes: Shapes, value: Members): Members =>
  Object.fromEntries(
    Object.entries(shapes).flatMap(([member, shape]) => {
      const found = Object.hasOwn(value, member) ? kept(shape, value[member]) : undefined
      return found === undefined ? [] : [[member, found]]
    })
  )

const at = (value: unknown, path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>((inner, key) => (isRecord(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value)

/** The same value at the same place of an object that holds nothing else. */
const alone = (path: ReadonlyArray<string>, value: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value)

/** Of the configuration only where the cluster is. */
const placement = (config: unknown): unknown => {
  const path = placementPaths.find((path) => isPlacement(at(config, path)))
  return path === undefined ? undefined : alone(path, at(config, path))
}

/**
 * An object as it may be handed on: what the monitor reads of it, and nothing else. No configuration but the place, no values
 * of services, no labels, annotations or managed fields; every text is redacted. Idempotent.
 */
export const redactObject = (object: KubeObject): KubeObject => {
  const members = membersOf(shapes.get(object.kind) ?? bare, object)
  const spec = members["spec"]
  const place = isRecord(spec) ? placement(at(object, ["spec", "config"])) : undefined
  return {
    ...members,
    ...(place === undefined || !isRecord(spec) ? {} : { spec: { ...spec, config: place } }),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: named(object)
  }
}

/** That an object is there, and since when. */
export const nameAlone = ({ apiVersion, kind, ...object }: KubeObject): KubeObject => ({
  apiVersion,
  kind,
  metadata: named({ apiVersion, kind, ...object })
})

const named = ({ metadata: given }: KubeObject): KubeObject["metadata"] => ({
  ...membersOf(metadata, given),
  name: given.name,
  namespace: given.namespace
})
