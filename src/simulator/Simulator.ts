import type { Duration, Effect } from "effect"
import type { KubeObject, RecordingLine } from "../domain/recording.ts"

/**
 * How the simulator misbehaves from now on. One switch at a time per name; `clear` heals all. `match` narrows a fault to
 * requests of one resource (plural name) and one kind of request.
 */
export interface FaultMatch {
  readonly resource?: "clusterdeployments" | "events"
  readonly request?: "get" | "list" | "watch"
  /** Misbehave this often, then heal; absent: until cleared. */
  readonly times?: number
}
/** One way to misbehave. */
export type Fault =
  /** Answer with this HTTP status and a Kubernetes Status body. */
  | { readonly _tag: "Status"; readonly status: number; readonly retryAfterSeconds?: number; readonly message?: string }
  /** Destroy the socket after this many bytes of the response body. */
  | { readonly _tag: "Drop"; readonly afterBytes: number }
  /** Accept, answer the headers, then send nothing any more (a half-open connection). */
  | { readonly _tag: "Silent" }
  /** A line that is not JSON in the midst of a watch. */
  | { readonly _tag: "Garbage"; readonly text: string }
  /** A 410 as an ERROR event inside a watch that was opened with 200. */
  | { readonly _tag: "ExpiredInStream" }
  /** Wait this long before each answer. */
  | { readonly _tag: "Slow"; readonly delay: Duration.Input }

/** What goes on in the simulator, and went on. */
export interface SimulatorStats {
  readonly openWatches: number
  readonly openConnections: number
  /** All requests so far, as `VERB path?query`. */
  readonly requests: ReadonlyArray<string>
}

/** A running loopback API server. It lives exactly as long as the Scope it was made in. */
export interface SimulatorHandle {
  readonly url: string
  readonly port: number
  /** A complete kubeconfig for it (YAML). */
  readonly kubeconfig: string
  /** Applies one recorded watch event now: the server assigns resourceVersions of its own. */
  readonly apply: (line: Pick<RecordingLine, "type" | "object">) => Effect.Effect<void>
  /** Creates or replaces an object (ClusterDeployment or core/v1 Event). */
  readonly put: (object: KubeObject) => Effect.Effect<void>
  /** Deletes an object, if it is there. */
  readonly remove: (resource: "clusterdeployments" | "events", namespace: string, name: string) => Effect.Effect<void>
  /** Cuts every open watch: `clean` as a server does at its timeout, else by destroying the sockets. */
  readonly closeWatches: (how: "clean" | "reset") => Effect.Effect<void>
  /** Misbehaves from now on, where `match` says so. */
  readonly fault: (fault: Fault, match?: FaultMatch) => Effect.Effect<void>
  readonly clear: Effect.Effect<void>
  /** Forgets all watch history: resuming from an older resourceVersion gets 410. */
  readonly compact: Effect.Effect<void>
  /** Stops listening, waits, listens on the same port again. State is kept, unless history is lost. */
  readonly restart: (options?: {
    readonly down?: Duration.Input
    readonly loseHistory?: boolean
  }) => Effect.Effect<void>
  readonly stats: Effect.Effect<SimulatorStats>
}
