/** What a client's model is told in `initialize`. Claude Code cuts it at 2 KB. */
export const instructions = [
  "k0rdent-mcp tells how k0rdent cluster deployments come up: phase, progress, milestones, and the root cause when",
  "something goes wrong. It reads only and changes nothing.",
  "",
  "- State of a cluster now: call the getState tool with its name (and namespace), or read the resource",
  "  k0rdent://cluster-monitor/{namespace}/{name}.",
  "- As it happens: subscribe to that resource. Each notifications/resources/updated carries the update in",
  "  _meta.delta; the one with terminal: true is the last, and the subscription is over. If your client drops _meta,",
  "  read the resource again when it is told to have changed.",
  "- Which clusters there are: resources/list.",
  "",
  "Phases in order: Initializing, Provisioning, Bootstrapping, Scaling, Installing, Ready. Failed means that somebody",
  "has to act: message says what. A deployment usually takes 5 to 30 minutes; severity warning means that it is slow or",
  "being retried, not that it failed. Do not poll faster than every 15 seconds."
].join("\n")
