/** The tools as k0rdent writes them (upstream task 10a). */
export const toolNames = {
  getState: "k0rdent.mgmt.clusterDeployments.getState",
  wait: "k0rdent.mgmt.clusterDeployments.wait",
  list: "k0rdent.mgmt.clusterDeployments.list",
  explain: "k0rdent.mgmt.clusterDeployments.explain",
  events: "k0rdent.mgmt.events.list"
} as const
