import { type ClusterTarget, targetKey } from "../domain/names.ts"
import { explain } from "../kube/errors/explain.ts"
import type { KubeError } from "../kube/errors/KubeError.ts"
import { MonitorError } from "./errors.ts"

const reasonOf = (error: KubeError): MonitorError["reason"] => {
  switch (error.reason) {
    case "forbidden":
      return "forbidden"
    case "notFound":
      return "notFound"
    case "notServed":
      return "notInstalled"
    case "config":
    case "unauthorized":
      return "credentials"
    case "expired":
    case "throttled":
    case "server":
    case "transport":
    case "idle":
    case "protocol":
      return "unavailable"
  }
}

/** The one place where errors of the management cluster become the monitor's. */
export const fromKube = (error: KubeError): MonitorError =>
  new MonitorError({ reason: reasonOf(error), message: explain(error) })

export const notFound = (target: ClusterTarget): MonitorError =>
  new MonitorError({
    reason: "notFound",
    message:
      `ClusterDeployment "${targetKey(target)}" was not found: check its namespace and name, ` +
      "or list those that can be monitored"
  })
