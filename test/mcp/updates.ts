import type { ProgressUpdate } from "../../src/domain/update/progressUpdate.ts"

/** An update of `kcm-system/demo`. */
export const update = (over: Partial<ProgressUpdate> = {}): ProgressUpdate => ({
  timestamp: "2026-01-01T00:00:00.000Z",
  phase: "Provisioning",
  progress: 25,
  message: "Creating the cloud infrastructure",
  source: "condition",
  severity: "info",
  metadata: {
    name: "demo",
    namespace: "kcm-system",
    templateRef: { name: "azure-standalone-cp-1-0-15" },
    credentialRef: { name: "azure" },
    provider: "azure",
    region: "eastus",
    createdAt: "2026-01-01T00:00:00.000Z"
  },
  services: [],
  ...over
})

export const milestone = (minute: number, message: string) => ({
  timestamp: `2026-01-01T00:0${minute}:00.000Z`,
  reason: "Happened",
  message,
  relatedObject: { kind: "Cluster", namespace: "kcm-system", name: "demo" }
})
