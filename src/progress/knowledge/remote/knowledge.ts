import { clusterApiGroups, type Knowledge, repeatsItsCloud } from "../knowledge.ts"
import { remoteErrors } from "./errors.ts"

/** Machines that exist already and are reached over SSH, through k0smotron's RemoteMachine. */
export const remote: Knowledge = {
  name: "remote",
  kinds: /^(?:Remote(?:Cluster|Machine)\w*|PooledRemoteMachine)$/u,
  groups: clusterApiGroups,
  heardIn: repeatsItsCloud,
  about: "RemoteMachine",
  errors: remoteErrors,
  shapes: [
    {
      pattern: /^Remote(?:Cluster|Machine)/u,
      shape: "remote",
      example: "RemoteMachine",
      source: "k0smotron infrastructure provider"
    }
  ],
  provider: {
    templates: [{ prefix: "remote-cluster", shape: "remote" }],
    words: ["remote"],
    infrastructure: { cluster: "RemoteCluster" },
    durations: { any: { Initializing: 8, Provisioning: 20, Bootstrapping: 100, Scaling: 90 } },
    source: "kcm charts; k0smotron; durations derived (field guide g, h)"
  }
}
