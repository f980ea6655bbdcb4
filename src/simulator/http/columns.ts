import { type StoredObject, textAt, valueAt } from "../store/objects.ts"
import type { ApiResource } from "../store/resources.ts"

/** How long ago, as kubectl writes it (k8s.io/apimachinery util/duration, HumanDuration). */
export const humanDuration = (ms: number): string => {
  const seconds = Math.trunc(ms / 1000)
  if (seconds < -1) return "<invalid>"
  if (seconds < 0) return "0s"
  if (seconds < 120) return `${seconds}s`
  const part = (count: number, unit: string) => (count === 0 ? "" : `${count}${unit}`)
  const minutes = Math.trunc(seconds / 60)
  if (minutes < 10) return `${minutes}m${part(seconds % 60, "s")}`
  if (minutes < 180) return `${minutes}m`
  const hours = Math.trunc(minutes / 60)
  if (hours < 8) return `${hours}h${part(minutes % 60, "m")}`
  if (hours < 48) return `${hours}h`
  const days = Math.trunc(hours / 24)
  if (days < 8) return `${days}d${part(hours % 24, "h")}`
  if (days < 730) return `${days}d`
  const years = Math.trunc(days / 365)
  return years < 8 ? `${years}y${part(days % 365, "d")}` : `${years}y`
}

/** A column of server-side printing. */
export interface Column {
  readonly name: string
  readonly type: "string" | "date"
  readonly description: string
  /** 0: always shown; 1: only with `-o wide`. */
  readonly priority: 0 | 1
  readonly cell: (object: StoredObject, now: number) => unknown
}

const since = (text: string, now: number): string => {
  const at = Date.parse(text)
  return Number.isNaN(at) ? "<unknown>" : humanDuration(now - at)
}

const firstText = (object: StoredObject, ...paths: ReadonlyArray<string>): string =>
  paths.map((path) => textAt(object, path.split("."))).find((value) => value !== "") ?? ""

const condition = (type: string, field: string) => (object: StoredObject) => {
  const conditions = valueAt(object, ["status", "conditions"])
  const found = Array.isArray(conditions) ? conditions.find((entry) => textAt(entry, ["type"]) === type) : undefined
  return valueAt(found, [field]) ?? null
}

const named = (priority: 0 | 1): Column => ({
  name: "Name",
  type: "string",
  description: "Name must be unique within a namespace.",
  priority,
  cell: (object) => object.metadata.name
})

const age: Column = {
  name: "Age",
  type: "date",
  description: "Time elapsed since object creation",
  priority: 0,
  cell: (object, now) => since(object.metadata.creationTimestamp, now)
}

// Printer columns of kcm's CRD (api/v1beta1/clusterdeployment_types.go).
const clusterDeploymentColumns: ReadonlyArray<Column> = [
  named(0),
  {
    name: "Ready",
    type: "string",
    description: "Shows readiness of the ClusterDeployment",
    priority: 0,
    cell: condition("Ready", "status")
  },
  {
    name: "Services",
    type: "string",
    description: "Number of ready out of total services",
    priority: 0,
    cell: condition("ServicesInReadyState", "message")
  },
  {
    name: "Template",
    type: "string",
    description: "ClusterTemplate used for the ClusterDeployment",
    priority: 0,
    cell: (object) => valueAt(object, ["spec", "template"]) ?? null
  },
  {
    name: "Messages",
    type: "string",
    description: "Shows either readiness or error messages from child objects",
    priority: 0,
    cell: condition("Ready", "message")
  },
  age,
  {
    name: "DryRun",
    type: "string",
    description: "Dry Run",
    priority: 1,
    cell: (object) => {
      const dryRun = valueAt(object, ["spec", "dryRun"])
      return dryRun === undefined ? null : String(dryRun)
    }
  }
]

const eventSource = (event: StoredObject): string => {
  const [name, place] = [
    firstText(event, "source.component", "reportingComponent"),
    firstText(event, "source.host", "reportingInstance")
  ]
  return place === "" ? name : `${name}, ${place}`
}

const involvedObject = (event: StoredObject): string => {
  const kind = textAt(event, ["involvedObject", "kind"]).toLowerCase()
  const name = textAt(event, ["involvedObject", "name"])
  return name === "" ? kind : `${kind}/${name}`
}

const occurrences = (event: StoredObject): number =>
  [valueAt(event, ["series", "count"]), valueAt(event, ["count"])].find(
    (count): count is number => typeof count === "number" && count > 0
  ) ?? 1

// kubernetes pkg/printers/internalversion/printers.go (printEvent).
const eventColumns: ReadonlyArray<Column> = [
  {
    name: "Last Seen",
    type: "string",
    description: "The time at which the most recent occurrence of this event was recorded.",
    priority: 0,
    cell: (event, now) =>
      since(firstText(event, "series.lastObservedTime", "lastTimestamp", "firstTimestamp", "eventTime"), now)
  },
  {
    name: "Type",
    type: "string",
    description: "Type of this event (Normal, Warning)",
    priority: 0,
    cell: (event) => textAt(event, ["type"])
  },
  {
    name: "Reason",
    type: "string",
    description: "The reason for the transition into the object's current status.",
    priority: 0,
    cell: (event) => textAt(event, ["reason"])
  },
  {
    name: "Object",
    type: "string",
    description: "The object that this event is about.",
    priority: 0,
    cell: involvedObject
  },
  {
    name: "Subobject",
    type: "string",
    description: "The piece of the object that this event is about.",
    priority: 1,
    cell: (event) => textAt(event, ["involvedObject", "fieldPath"])
  },
  {
    name: "Source",
    type: "string",
    description: "The component reporting this event.",
    priority: 1,
    cell: eventSource
  },
  {
    name: "Message",
    type: "string",
    description: "A human-readable description of the status of this operation.",
    priority: 0,
    cell: (event) => textAt(event, ["message"]).trim()
  },
  {
    name: "First Seen",
    type: "string",
    description: "The time at which the event was first recorded.",
    priority: 1,
    cell: (event, now) => since(firstText(event, "firstTimestamp", "eventTime"), now)
  },
  {
    name: "Count",
    type: "string",
    description: "The number of times this event has occurred.",
    priority: 1,
    cell: occurrences
  },
  named(1)
]

const namespaceColumns: ReadonlyArray<Column> = [
  named(0),
  {
    name: "Status",
    type: "string",
    description: "The status of the namespace",
    priority: 0,
    cell: (namespace) => textAt(namespace, ["status", "phase"])
  },
  age
]

export const columnsOf = (resource: ApiResource): ReadonlyArray<Column> =>
  ({ clusterdeployments: clusterDeploymentColumns, events: eventColumns, namespaces: namespaceColumns })[resource.store]
