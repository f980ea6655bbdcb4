import { Option } from "effect"
import { type Condition, decodeConditions, maxConditions } from "./condition.ts"
import { instant } from "./lenient.ts"
import {
  type RawClusterDeployment,
  type RawSpec,
  readRawClusterDeployment,
  readRawService
} from "./rawClusterDeployment.ts"
import { bounds, type Door, makeDoor } from "./text/door.ts"
import type { TextMemory } from "./text/textMemory.ts"

/** A service as `.status.services` reports it (kcm >= 1.3; older shapes decode as far as they go). */
export interface ServiceState {
  readonly namespace: string
  readonly name: string
  readonly template: string
  /** The enum of kcm: Pending, Provisioning, Deployed, Failed, Deleting, Deleted; "" where an old kcm has none. */
  readonly state: string
  readonly type?: string
  readonly version?: string
  readonly failureMessage?: string
  readonly lastTransitionAt?: number
  readonly conditions: ReadonlyArray<Condition>
}

/** A service the user asked for in `.spec.serviceSpec.services`. */
export interface WantedService {
  readonly namespace: string
  readonly name: string
  readonly template: string
  readonly disabled: boolean
}

/** An object that kcm has to have before it goes on with a cluster. */
export interface Prerequisite {
  readonly kind: string
  readonly name: string
}

/**
 * What the monitor knows of a ClusterDeployment. `spec.config` is Helm values and may hold secrets: only the
 * allow-listed placement keys survive the door, as `placement`.
 */
export interface ClusterDeployment {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly resourceVersion: string
  readonly generation: number
  readonly createdAt?: number
  /** When the deletion was asked for; while it is set nothing else in the status can be trusted. */
  readonly deletionRequestedAt?: number
  /** Who has to let go of the object before it is gone. */
  readonly finalizers: ReadonlyArray<string>
  readonly template: string
  readonly credential: string
  readonly dryRun: boolean
  readonly wantedServices: ReadonlyArray<WantedService>
  readonly placement: string
  /** What the spec refers to besides its template and credential, in the order in which kcm asks for it. */
  readonly prerequisites: ReadonlyArray<Prerequisite>
  /** Absent until kcm wrote a status for the first time. */
  readonly status?: ClusterStatus
}

/** What kcm has written of a cluster, as far as it is read here. */
export interface ClusterStatus {
  readonly observedGeneration?: number
  readonly conditions: ReadonlyArray<Condition>
  readonly services: ReadonlyArray<ServiceState>
  /** How many more the object holds than are read; absent where it is none. */
  readonly unread?: { readonly conditions: number; readonly services: number }
}

/** `example.com/name`: what Kubernetes allows as the name of a finalizer. */
const isQualifiedName = (name: string): boolean => /^[A-Za-z0-9][\w./-]{0,252}$/u.test(name)

/** Where templates keep the cloud region, in the order tried (field guide section h). Anything else in config stays outside. */
export const placementPaths: ReadonlyArray<ReadonlyArray<string>> = [
  ["region"],
  ["location"],
  ["identityRef", "region"],
  ["vsphere", "datacenter"]
]

const at = (value: unknown, path: ReadonlyArray<string>): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key) ? Reflect.get(inner, key) : undefined,
    value
  )

// A placement is a short word; anything longer or with odd characters is not one and could be anything.
export const isPlacement = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,62}$/u.test(value)

/** The first of a configuration's places that looks like one. */
export const placementOf = (config: Readonly<Record<string, unknown>> | undefined): string => {
  for (const path of placementPaths) {
    const value = at(config, path)
    if (isPlacement(value)) return value
  }
  return ""
}

/** Nothing has more finalizers than a handful. */
const maxFinalizers = 20

const finalizersOf = (finalizers: ReadonlyArray<unknown> = []): ReadonlyArray<string> =>
  finalizers.filter((name): name is string => typeof name === "string" && isQualifiedName(name)).slice(0, maxFinalizers)

/** `region`: the kcm Region, which only the status tells. A claim that is written out in the spec is named like the cluster. */
const prerequisitesOf = (cluster: string, spec: RawSpec | undefined, region: string): ReadonlyArray<Prerequisite> => {
  const claim = spec?.ipamClaim
  const named: ReadonlyArray<Prerequisite> = [
    { kind: "Region", name: region },
    { kind: "ClusterIPAMClaim", name: claim?.ref ?? (claim?.spec === undefined ? "" : cluster) },
    { kind: "ClusterAuthentication", name: spec?.clusterAuth ?? "" },
    { kind: "DataSource", name: spec?.dataSource ?? "" },
    { kind: "ClusterAuditPolicy", name: spec?.auditPolicy ?? "" }
  ]
  return named.filter(({ name }) => name !== "")
}

/** Clusters have a few dozen services; what stands behind so many is not read. */
export const maxServices = 300

const unreadOf = (status: {
  readonly conditions?: unknown
  readonly services?: ReadonlyArray<unknown> | undefined
}) => {
  const conditions = Math.max(0, (Array.isArray(status.conditions) ? status.conditions.length : 0) - maxConditions)
  const services = Math.max(0, (status.services ?? []).length - maxServices)
  return conditions + services === 0 ? {} : { unread: { conditions, services } }
}

const serviceState =
  (door: Door) =>
  (input: unknown): ReadonlyArray<ServiceState> => {
    const raw = readRawService(input)
    if (raw === undefined) return []
    const lastTransitionAt = instant(raw.lastStateTransitionTime)
    return [
      {
        namespace: door.name(raw.namespace ?? "", bounds.namespace),
        name: door.name(raw.name ?? raw.clusterName ?? ""),
        template: door.name(raw.template ?? ""),
        state: door.name(raw.state ?? "", bounds.word),
        ...(raw.type === undefined ? {} : { type: door.name(raw.type, bounds.word) }),
        ...(raw.version === undefined ? {} : { version: door.name(raw.version) }),
        ...(raw.failureMessage === undefined || raw.failureMessage === ""
          ? {}
          : { failureMessage: door.message(raw.failureMessage) }),
        ...(lastTransitionAt === undefined ? {} : { lastTransitionAt }),
        conditions: decodeConditions(raw.conditions, door)
      }
    ]
  }

const wantedService =
  (door: Door) =>
  (input: unknown): ReadonlyArray<WantedService> => {
    const raw = readRawService(input)
    if (raw?.name === undefined) return []
    const isDefault = raw.namespace === undefined || raw.namespace === ""
    return [
      {
        namespace: isDefault ? "default" : door.name(raw.namespace, bounds.namespace),
        name: door.name(raw.name),
        template: door.name(raw.template ?? ""),
        disabled: raw.disable ?? false
      }
    ]
  }

/** An object's name as it is known by. */
export const nameOf = ({ metadata }: RawClusterDeployment): string => makeDoor().name(metadata.name)

export const clusterDeploymentOf = (
  { metadata, spec, status }: RawClusterDeployment,
  memory?: TextMemory
): ClusterDeployment => {
  const door = makeDoor(memory)
  const region = door.name(status?.region ?? "")
  const createdAt = instant(metadata.creationTimestamp)
  const deletionRequestedAt = instant(metadata.deletionTimestamp)
  return {
    namespace: door.name(metadata.namespace, bounds.namespace),
    name: door.name(metadata.name),
    uid: (metadata.uid ?? "").slice(0, bounds.name),
    resourceVersion: (metadata.resourceVersion ?? "").slice(0, bounds.name),
    generation: metadata.generation ?? 0,
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(deletionRequestedAt === undefined ? {} : { deletionRequestedAt }),
    finalizers: finalizersOf(metadata.finalizers),
    template: door.name(spec?.template ?? ""),
    credential: door.name(spec?.credential ?? ""),
    dryRun: spec?.dryRun ?? false,
    wantedServices: (spec?.serviceSpec?.services ?? []).slice(0, maxServices).flatMap(wantedService(door)),
    placement: placementOf(spec?.config),
    prerequisites: prerequisitesOf(metadata.name, spec, region).map(({ kind, name }) => ({
      kind,
      name: door.name(name)
    })),
    ...(status === undefined
      ? {}
      : {
          status: {
            ...(status.observedGeneration === undefined ? {} : { observedGeneration: status.observedGeneration }),
            conditions: decodeConditions(status.conditions, door),
            services: (status.services ?? []).slice(0, maxServices).flatMap(serviceState(door)),
            ...unreadOf(status)
          }
        })
  }
}

/**
 * Decodes a ClusterDeployment of any kcm version. `None` only where the object has no name or namespace:
 * whatever else is strange is read as absent.
 */
export const decodeClusterDeployment = (input: unknown): Option.Option<ClusterDeployment> =>
  Option.map(Option.fromNullishOr(readRawClusterDeployment(input)), (raw) => clusterDeploymentOf(raw))
