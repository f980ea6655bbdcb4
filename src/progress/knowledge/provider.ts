/**
 * How a cluster is made, as far as its phases depend on it: `standalone` runs its control plane on machines of its own,
 * `hosted` as pods of the management cluster, `managed` is the cloud's own (EKS, AKS, GKE), `adopted` existed before,
 * `remote` has machines over SSH. `unknown`: nothing that was seen tells.
 */
export type Shape = "standalone" | "hosted" | "managed" | "adopted" | "remote" | "unknown"

/** Expected seconds in each stage on a normal day; services are counted apart. */
export interface Durations {
  readonly Initializing: number
  readonly Provisioning: number
  readonly Bootstrapping: number
  readonly Scaling: number
}

/** A chart of kcm. Names of custom templates often begin with the chart they were made from. */
export interface TemplateRow {
  readonly prefix: string
  readonly shape: Shape
}

/** A kind that tells the shape by its mere presence. */
export interface ShapeRow {
  readonly pattern: RegExp
  readonly shape: Exclude<Shape, "unknown">
  readonly example: string
  readonly source: string
}

/** A provider id as it stands in `Waiting for a Node with spec.providerID aws:///us-east-1a/i-0abc to exist`. */
export interface ProviderIdRow {
  /** Its first capture is the zone; empty where the id names none. */
  readonly pattern: RegExp
  /** The region in which a zone lies. */
  readonly region: (zone: string) => string
  readonly example: string
}

/** What is to be known of a cloud, or of another way to get machines, besides its texts. */
export interface Provider {
  readonly templates: ReadonlyArray<TemplateRow>
  /** Whole words of a custom template's name that speak of it, as a last resort. */
  readonly words: ReadonlyArray<string>
  /** The kinds behind a cluster's InfrastructureReady and ControlPlane* conditions. */
  readonly infrastructure?: {
    readonly cluster: string
    readonly managed?: string
    readonly managedControlPlane?: string
  }
  /** What goes wrong with a machine stands in its conditions, too, as long as it does. */
  readonly conditionsComplain?: true
  readonly providerIds?: ReadonlyArray<ProviderIdRow>
  /** By shape; `any` where the shape makes no difference. */
  readonly durations?: Partial<Readonly<Record<Shape | "any", Durations>>>
  readonly source: string
}

export const sameRegion = (zone: string): string => zone
