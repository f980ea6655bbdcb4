import { nearest } from "../domain/text/nearest.ts"
import type { Environment } from "./environment.ts"

/** Every variable of our own. test/cli/misspelt.test.ts holds it against the README. */
export const ownVariables: ReadonlyArray<string> = [
  "AUTH_MODE",
  "CLUSTER_GLOBAL_NAMESPACE",
  "K0RDENT_MCP_ALLOWED_HOSTS",
  "K0RDENT_MCP_LOG_FORMAT",
  "K0RDENT_MCP_LOG_LEVEL",
  "K0RDENT_MCP_MAX_SESSIONS",
  "K0RDENT_MCP_TOKENS_FILE",
  "K0RDENT_MCP_TOOL_NAMES",
  "K0RDENT_MGMT_CONTEXT",
  "K0RDENT_MGMT_KUBECONFIG_PATH",
  "K0RDENT_MONITOR_MAX_PER_CLIENT",
  "K0RDENT_MONITOR_MAX_REMEMBERED",
  "K0RDENT_MONITOR_MAX_TOTAL",
  "K0RDENT_MONITOR_RETRY_DELAYS",
  "K0RDENT_MONITOR_TIMEOUT",
  "K0RDENT_MONITOR_TIMEOUT_MAX",
  "K0RDENT_NAMESPACE_FILTER"
]

/** What is often written for one of ours: further away than a slip of a finger. */
const others: ReadonlyMap<string, string> = new Map([
  ["K0RDENT_KUBECONFIG", "K0RDENT_MGMT_KUBECONFIG_PATH"],
  ["K0RDENT_KUBECONFIG_PATH", "K0RDENT_MGMT_KUBECONFIG_PATH"],
  ["K0RDENT_MGMT_KUBECONFIG", "K0RDENT_MGMT_KUBECONFIG_PATH"],
  ["K0RDENT_CONTEXT", "K0RDENT_MGMT_CONTEXT"],
  ["K0RDENT_LOG_LEVEL", "K0RDENT_MCP_LOG_LEVEL"],
  ["K0RDENT_LOG_FORMAT", "K0RDENT_MCP_LOG_FORMAT"]
])

export interface Misspelt {
  readonly name: string
  readonly meant: string
}

/**
 * Variables that look like ours and are none. They are told and not refused: in a pod, Services bring variables of their
 * own, like K0RDENT_MCP_PORT.
 */
export const misspeltVariables = (environment: Environment): ReadonlyArray<Misspelt> =>
  Object.keys(environment)
    .filter((name) => /^K0RDENT_/iu.test(name) && !ownVariables.includes(name) && environment[name] !== "")
    .flatMap((name) => {
      const meant = others.get(name.toUpperCase()) ?? nearest(name, ownVariables)
      return meant === undefined ? [] : [{ name, meant }]
    })
