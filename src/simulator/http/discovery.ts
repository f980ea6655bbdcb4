import { type ApiResource, apiResources, apiVersionOf } from "../store/resources.ts"

const verbs = ["get", "list", "watch"]

const groups = [...new Set(apiResources.map((resource) => resource.group))].filter((group) => group !== "")

const groupBody = (name: string) => {
  const versions = [...new Set(apiResources.filter(({ group }) => group === name).map(({ version }) => version))].map(
    (version) => ({ groupVersion: `${name}/${version}`, version })
  )
  return { name, versions, preferredVersion: versions[0] }
}

const resourceBody = (resource: ApiResource) => ({
  name: resource.plural,
  singularName: resource.singular,
  namespaced: resource.namespaced,
  kind: resource.kind,
  verbs,
  shortNames: resource.shortNames
})

const resourceList = (groupVersion: string) => ({
  kind: "APIResourceList",
  ...(groupVersion === "v1" ? {} : { apiVersion: "v1" }),
  groupVersion,
  resources: apiResources.filter((resource) => apiVersionOf(resource) === groupVersion).map(resourceBody)
})

const version = {
  major: "1",
  minor: "34",
  gitVersion: "v1.34.0+k0rdent-simulator",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "1970-01-01T00:00:00Z",
  goVersion: "",
  compiler: "",
  platform: "linux/amd64"
}

/** The JSON documents by which a client finds out what this server serves, by path. Legacy discovery suffices for kubectl. */
export const discoveryDocuments: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["/version", version],
  ["/api", { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] }],
  ["/apis", { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupBody) }],
  ...groups.map((name) => [`/apis/${name}`, { kind: "APIGroup", apiVersion: "v1", ...groupBody(name) }] as const),
  ...[...new Set(apiResources.map(apiVersionOf))].map(
    (groupVersion) => [groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`, resourceList(groupVersion)] as const
  )
])
