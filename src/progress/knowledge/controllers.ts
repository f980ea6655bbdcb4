import { adopted } from "./adopted/knowledge.ts"
import { anyCloud } from "./anyCloud/knowledge.ts"
import { aws } from "./aws/knowledge.ts"
import { azure } from "./azure/knowledge.ts"
import { clusterApi } from "./clusterApi/knowledge.ts"
import { docker } from "./docker/knowledge.ts"
import { flux } from "./flux/knowledge.ts"
import { gcp } from "./gcp/knowledge.ts"
import { hetzner } from "./hetzner/knowledge.ts"
import { hosted } from "./hosted/knowledge.ts"
import { ipam } from "./ipam/knowledge.ts"
import { kcm } from "./kcm/knowledge.ts"
import type { Knowledge } from "./knowledge.ts"
import { kubeadm } from "./kubeadm/knowledge.ts"
import { kubernetes } from "./kubernetes/knowledge.ts"
import { kubevirt } from "./kubevirt/knowledge.ts"
import { metal3 } from "./metal3/knowledge.ts"
import { nutanix } from "./nutanix/knowledge.ts"
import { openstack } from "./openstack/knowledge.ts"
import { proxmox } from "./proxmox/knowledge.ts"
import { remote } from "./remote/knowledge.ts"
import { rke2 } from "./rke2/knowledge.ts"
import { sveltos } from "./sveltos/knowledge.ts"
import { talos } from "./talos/knowledge.ts"
import { vsphere } from "./vsphere/knowledge.ts"

/**
 * Every controller and cloud that is known. A text or event is held against the rows in this order, and the first that
 * matches decides; within a table its own order counts. So the specific comes before the general:
 *
 * 1. kcm speaks of its own objects, and nobody else does;
 * 2. a cloud's own code says more than whoever repeats it. Which cloud comes first makes no difference where the kind of
 *    the object or the cluster's provider tells; where nothing tells, the codes tell the clouds apart;
 * 3. what is the same with every cloud: addresses, the control plane's providers, services, Helm, Cluster API;
 * 4. what every cloud says in words of its own, for those that are not known;
 * 5. the Kubernetes API server, the network and HTTP, whose words everybody repeats (an HTTP status says least).
 */
export const controllers: ReadonlyArray<Knowledge> = [
  kcm,
  aws,
  azure,
  gcp,
  openstack,
  vsphere,
  hetzner,
  proxmox,
  nutanix,
  metal3,
  kubevirt,
  docker,
  remote,
  adopted,
  ipam,
  hosted,
  kubeadm,
  rke2,
  talos,
  sveltos,
  flux,
  clusterApi,
  anyCloud,
  kubernetes
]

/** Heard in every text, and so no sign that a kind is known. */
export const general: ReadonlySet<Knowledge> = new Set([anyCloud, kubernetes])
