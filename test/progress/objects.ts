import { Option } from "effect"
import { type ClusterDeployment, decodeClusterDeployment } from "../../src/domain/clusterDeployment.ts"
import { decodeKubeEvent, type KubeEvent } from "../../src/domain/event/kubeEvent.ts"

/** Noon of a day long past: the tests' second 0. */
export const noon = Date.parse("2026-03-01T12:00:00Z")
export const at = (seconds: number): number => noon + seconds * 1000
const iso = (seconds: number): string => new Date(at(seconds)).toISOString().replace(".000Z", "Z")

export interface ConditionInput {
  readonly type: string
  readonly status: "True" | "False" | "Unknown"
  readonly reason?: string
  readonly message?: string
  readonly since?: number
  readonly observedGeneration?: number
}

export interface ClusterInput {
  readonly name?: string
  readonly template?: string
  readonly generation?: number
  readonly observedGeneration?: number
  readonly created?: number
  readonly deletedAt?: number
  readonly spec?: Readonly<Record<string, unknown>>
  readonly conditions?: ReadonlyArray<ConditionInput>
  readonly services?: ReadonlyArray<Readonly<Record<string, unknown>>>
}

/** A ClusterDeployment as an API server would send it, decoded. */
export const cluster = (input: ClusterInput = {}): ClusterDeployment =>
  Option.getOrThrow(
    decodeClusterDeployment({
      metadata: {
        name: input.name ?? "demo",
        namespace: "kcm-system",
        uid: `uid-${input.name ?? "demo"}`,
        generation: input.generation ?? 1,
        creationTimestamp: iso(input.created ?? 0),
        ...(input.deletedAt === undefined ? {} : { deletionTimestamp: iso(input.deletedAt) })
      },
      spec: { template: input.template ?? "aws-standalone-cp-1-0-43", credential: "aws-cred", ...input.spec },
      ...(input.conditions === undefined
        ? {}
        : {
            status: {
              observedGeneration: input.observedGeneration ?? input.generation ?? 1,
              services: input.services ?? [],
              conditions: input.conditions.map((condition) => ({
                type: condition.type,
                status: condition.status,
                reason: condition.reason ?? "",
                message: condition.message ?? "",
                lastTransitionTime: iso(condition.since ?? 0),
                ...(condition.observedGeneration === undefined
                  ? {}
                  : { observedGeneration: condition.observedGeneration })
              }))
            }
          })
    })
  )

export const helmReady: ConditionInput = { type: "HelmReleaseReady", status: "True", reason: "InstallSucceeded" }

/** A cluster whose summary lists these bullets. */
export const building = (bullets: string, more: ClusterInput = {}): ClusterDeployment =>
  cluster({
    conditions: [
      helmReady,
      { type: "CAPIClusterSummary", status: "False", reason: "IssuesReported", message: bullets },
      { type: "Ready", status: "False", reason: "Progressing", message: bullets }
    ],
    ...more
  })

/** A cluster that is Ready, and believable. */
export const ready = (more: ClusterInput = {}): ClusterDeployment =>
  cluster({
    conditions: [
      helmReady,
      { type: "CAPIClusterSummary", status: "True", reason: "InfoReported" },
      { type: "Ready", status: "True", reason: "Succeeded", message: "Object is ready" }
    ],
    ...more
  })

export interface EventInput {
  readonly kind: string
  readonly name: string
  readonly reason: string
  readonly message?: string
  readonly type?: "Normal" | "Warning"
  readonly at: number
  readonly first?: number
  readonly count?: number
  readonly uid?: string
}

export const event = (input: EventInput): KubeEvent =>
  Option.getOrThrow(
    decodeKubeEvent({
      metadata: {
        name: `${input.name}.${input.reason}`,
        namespace: "kcm-system",
        uid: input.uid ?? `${input.kind}/${input.name}/${input.reason}/${input.message ?? ""}`,
        creationTimestamp: iso(input.first ?? input.at)
      },
      involvedObject: { kind: input.kind, name: input.name, namespace: "kcm-system" },
      type: input.type ?? "Normal",
      reason: input.reason,
      message: input.message ?? "",
      source: { component: "test" },
      firstTimestamp: iso(input.first ?? input.at),
      lastTimestamp: iso(input.at),
      count: input.count ?? 1
    })
  )
