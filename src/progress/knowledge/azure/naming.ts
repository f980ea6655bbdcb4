import { exact, type NamingRow, suffix } from "../namingRow.ts"

/** azure-service-operator has one object per Azure resource; CAPZ names them. */
export const azureNaming: ReadonlyArray<NamingRow> = [
  {
    kinds: ["ManagedCluster", "ResourceGroup", "FleetsMember"],
    naming: exact,
    example: { kind: "ResourceGroup", name: "demo" },
    source: "CAPZ: azure-service-operator objects named like the cluster"
  },
  {
    kinds: ["VirtualNetwork"],
    naming: suffix(/^-vnet$/u),
    example: { kind: "VirtualNetwork", name: "demo-vnet" },
    source: "CAPZ defaults.go"
  },
  {
    kinds: ["VirtualNetworksSubnet"],
    naming: suffix(/^-vnet-.+-subnet$/u),
    example: { kind: "VirtualNetworksSubnet", name: "demo-vnet-demo-node-subnet" },
    source: "CAPZ: <vnet>-<subnet>"
  },
  {
    kinds: ["NatGateway"],
    naming: suffix(/^-(?:(?:node|[a-z0-9]+)-)?natgw(?:-\d+)?$/u),
    example: { kind: "NatGateway", name: "demo-node-natgw" },
    source: "CAPZ defaults.go: <cluster>-node-natgw"
  },
  {
    kinds: ["BastionHost"],
    naming: suffix(/^-(?:azure-)?bastion(?:-host)?$/u),
    example: { kind: "BastionHost", name: "demo-azure-bastion" },
    source: "CAPZ defaults.go"
  },
  {
    kinds: ["ManagedClustersAgentPool"],
    naming: suffix(/^-[a-z0-9]+$/u),
    example: { kind: "ManagedClustersAgentPool", name: "demo-system" },
    source: "kcm azure-aks: <cluster>-system, <cluster>-user"
  },
  {
    kinds: ["PrivateEndpoint", "PublicIPAddress", "NetworkSecurityGroup", "RouteTable", "LoadBalancer"],
    naming: suffix(/^-[a-z0-9]+$/u),
    example: { kind: "PrivateEndpoint", name: "demo-endpoint" },
    source: "CAPZ: azure-service-operator, <cluster>-<word>"
  },
  {
    kinds: ["AzureASOManagedControlPlane"],
    naming: suffix(/^(?:-cp)?$/u),
    example: { kind: "AzureASOManagedControlPlane", name: "demo" },
    source: "kcm azure-aks: named like the cluster"
  }
]
