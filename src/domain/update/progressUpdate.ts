import { Schema } from "effect"
import { Phase } from "../phase.ts"

const Instant = Schema.String.annotate({ format: "date-time", description: "RFC 3339, UTC" })
const text = (description: string) => Schema.String.annotate({ description })

/** The object that something is about. */
export const ObjectReference = Schema.Struct({
  kind: Schema.String,
  name: Schema.String,
  namespace: Schema.String,
  uid: Schema.optionalKey(Schema.String)
})
/** As `ObjectReference` decodes it. */
export type ObjectReference = typeof ObjectReference.Type

/** A condition of the ClusterDeployment or of a service, redacted. */
export const ConditionSummary = Schema.Struct({
  type: Schema.String,
  status: Schema.String,
  reason: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String),
  lastTransitionTime: Schema.optionalKey(Instant)
})
/** As `ConditionSummary` decodes it. */
export type ConditionSummary = typeof ConditionSummary.Type

const Reference = Schema.Struct({
  name: Schema.String,
  namespace: Schema.optionalKey(Schema.String),
  version: Schema.optionalKey(Schema.String)
})

/** What cluster an update is about, of what kind, and where. */
export const ClusterMetadata = Schema.Struct({
  name: Schema.String,
  namespace: Schema.String,
  templateRef: Reference,
  credentialRef: Schema.Struct({ name: Schema.String, namespace: Schema.optionalKey(Schema.String) }),
  provider: text(
    "aws, azure, gcp, openstack, vsphere, docker, kubevirt, remote or adopted; empty where it cannot be told"
  ),
  region: text("the cloud's own name of the place; empty where it cannot be told"),
  createdAt: Schema.String.annotate({ description: "RFC 3339, UTC; empty where it cannot be told" })
})
/** As `ClusterMetadata` decodes it. */
export type ClusterMetadata = typeof ClusterMetadata.Type

/** A service of the cluster, as `.status.services` reports it. */
export const ServiceStatus = Schema.Struct({
  name: Schema.String,
  namespace: Schema.String,
  template: Schema.String,
  state: text("Pending, Provisioning, Deployed, Failed, Deleting or Deleted, as kcm reports it"),
  type: Schema.optionalKey(Schema.String),
  version: Schema.optionalKey(Schema.String),
  conditions: Schema.optionalKey(Schema.Array(ConditionSummary)),
  lastTransitionTime: Schema.optionalKey(Instant),
  failureMessage: Schema.optionalKey(Schema.String)
})
/** As `ServiceStatus` decodes it. */
export type ServiceStatus = typeof ServiceStatus.Type

/** Something that happened once and is worth keeping: an event, told in words. */
export const Milestone = Schema.Struct({
  timestamp: Instant.annotate({ description: "when it happened, by the event's own clock" }),
  reason: Schema.String,
  message: Schema.String,
  relatedObject: ObjectReference
})
/** As `Milestone` decodes it. */
export type Milestone = typeof Milestone.Type

/** By the time they happened. All times are written by `isoInstant`: in order as texts is in order as times. */
export const oldestFirst = (milestones: Iterable<Milestone>): ReadonlyArray<Milestone> =>
  [...milestones].sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0))

/** Where news come from; `system` is about the monitoring itself. */
export const Source = Schema.Literals(["condition", "event", "log", "system"])
/** One of `Source`. */
export type Source = typeof Source.Type

/** `warning`: look at it; `error`: it has failed, or the monitoring has ended. */
export const Severity = Schema.Literals(["info", "warning", "error"])
/** One of `Severity`. */
export type Severity = typeof Severity.Type

/** What a subscriber receives (upstream tasks 1 and 10b). The JSON on the wire is this, key by key. */
export const ProgressUpdate = Schema.Struct({
  timestamp: Instant.annotate({ description: "when this update was made" }),
  phase: Phase,
  progress: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 })).annotate({
      description: "percent of the way to Ready; never runs backwards within a subscription, 100 only with Ready"
    })
  ),
  etaSeconds: Schema.optionalKey(
    Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)).annotate({
      description: "expected seconds until Ready, where there is ground for an estimate"
    })
  ),
  message: text("what happened, in a sentence a person can act on"),
  reason: Schema.optionalKey(Schema.String),
  since: Schema.optionalKey(Instant.annotate({ description: "with reason Stalled: since when nothing has moved" })),
  source: Source,
  severity: Severity,
  relatedObject: Schema.optionalKey(ObjectReference),
  conditions: Schema.optionalKey(Schema.Array(ConditionSummary)),
  terminal: Schema.optionalKey(Schema.Boolean.annotate({ description: "true on the last update of a subscription" })),
  metadata: ClusterMetadata,
  services: Schema.Array(ServiceStatus),
  milestones: Schema.optionalKey(
    Schema.Array(Milestone).annotate({ description: "every milestone this update stands for, oldest first" })
  )
})
/** As `ProgressUpdate` decodes it. */
export type ProgressUpdate = typeof ProgressUpdate.Type
