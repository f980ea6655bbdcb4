import { diagnosed, type EventRow, movement, noise, trouble } from "../eventRow.ts"
import { hostedKinds } from "./kinds.ts"

/** What runs below a hosted control plane, in the management cluster, and Sveltos, which fills the child cluster. */
export const belowEvents: ReadonlyArray<EventRow> = [
  {
    kinds: ["Pod", "StatefulSet"],
    reasons: ["FailedScheduling"],
    verdict: {
      ...trouble("the management cluster has no room for the hosted control plane: add nodes"),
      lastingMs: 120_000
    },
    source: "kube-scheduler, hosted control planes"
  },
  {
    kinds: ["PersistentVolumeClaim"],
    reasons: ["ProvisioningFailed", "FailedBinding"],
    verdict: { ...trouble("give the management cluster a StorageClass that can provision"), lastingMs: 60_000 },
    source: "persistent volume controller, hosted control planes"
  },
  {
    kinds: ["Service"],
    reasons: ["SyncLoadBalancerFailed", "CreatingLoadBalancerFailed"],
    verdict: {
      ...trouble("the management cluster's cloud gives no load balancer for the hosted control plane"),
      lastingMs: 120_000
    },
    source: "service controller, hosted control planes"
  },
  {
    kinds: ["Pod"],
    reasons: ["Failed", "BackOff"],
    message: /\b(?:ErrImagePull|ImagePullBackOff|CrashLoopBackOff)\b|restarting failed container/u,
    verdict: {
      ...trouble("look at the pod of the hosted control plane in the management cluster"),
      lastingMs: 180_000
    },
    source: "kubelet, hosted control planes"
  },
  {
    kinds: hostedKinds,
    reasons: /./u,
    type: "Normal",
    verdict: movement,
    source: "kubelet, scheduler, controllers below a hosted control plane"
  },
  {
    kinds: hostedKinds,
    reasons: /./u,
    verdict: noise,
    source: "kubelet, scheduler, controllers below a hosted control plane"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["Sveltos"],
    type: "Normal",
    message: /Feature: (\w+) deployed to cluster/u,
    verdict: {
      is: "milestone",
      say: "Sveltos deployed the cluster's {1} services",
      key: "feature/{1}",
      fact: "servicesDeployed"
    },
    source: "Sveltos clustersummary_deployer.go; repeats at every re-sync"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["FailedNonRetriable"],
    verdict: {
      is: "problem",
      // The cluster is up, and the next change of the profile starts it again.
      klass: "userAction",
      otherwise: {
        klass: "userAction",
        advice: "Sveltos will not retry: correct the service's values, version or template"
      }
    },
    source: "Sveltos >= 1.11 clustersummary_deployer.go"
  },
  {
    kinds: ["ClusterSummary"],
    reasons: ["Conflict"],
    verdict: {
      is: "problem",
      // It is looked at again every few seconds, and is over as soon as the other profile lets go.
      klass: "userAction",
      otherwise: { klass: "userAction", advice: "another profile manages the same release: remove it there or here" }
    },
    source: "Sveltos >= 1.11 clustersummary_controller.go, ConflictRetryTime"
  },
  { kinds: ["ClusterSummary"], reasons: ["Sveltos"], verdict: diagnosed, source: "Sveltos" }
]
