import { type NamingRow, never, suffix } from "../namingRow.ts"

export const kcmNaming: ReadonlyArray<NamingRow> = [
  {
    kinds: [
      "HelmChart",
      "HelmRepository",
      "GitRepository",
      "OCIRepository",
      "Bucket",
      "ClusterTemplate",
      "ServiceTemplate",
      "ProviderTemplate",
      "ClusterTemplateChain",
      "ServiceTemplateChain",
      "Management",
      "ManagementBackup",
      "AccessManagement",
      "Release",
      "Region",
      "MultiClusterService",
      "StateManagementProvider",
      "ClusterProfile",
      "ClusterIPAM",
      "Node",
      "Namespace"
    ],
    naming: never,
    example: { kind: "HelmChart", name: "demo" },
    source: "field guide d.3: named like templates, shared by all clusters"
  },
  {
    kinds: /Identity$/u,
    naming: never,
    example: { kind: "AzureClusterIdentity", name: "demo" },
    source: "field guide h: one identity serves many clusters"
  },
  {
    kinds: ["Credential"],
    naming: { how: "credential" },
    example: { kind: "Credential", name: "aws-cred" },
    source: "spec.credential"
  },
  {
    kinds: ["ServiceSet", "Profile"],
    naming: suffix(/^(?:-[0-9a-f]{8})?$/u),
    example: { kind: "ServiceSet", name: "demo-0a1b2c3d" },
    source: "kcm: <cd>, and <cd>-<8 hex> for a MultiClusterService"
  },
  {
    kinds: ["ClusterDataSource"],
    naming: suffix(/^(?:-\w+)?$/u),
    example: { kind: "ClusterDataSource", name: "demo" },
    source: "kcm clusterdeployment_controller.go"
  }
]
