import type { ErrorRow } from "../errorRow.ts"

const byItself = "it will be retried by itself"

/** The weather of a deployment. HTTP statuses come last: a cloud's own code says more (field guide i.16). */
export const weatherErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /container runtime network not ready|NetworkPluginNotReady|cni plugin not initialized/u,
    klass: "transient",
    code: "NetworkNotReady",
    advice: "the node waits for its network plugin",
    example: "Node.Ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady",
    source: "kubelet, in Node.Ready"
  },
  {
    pattern: /the object has been modified|please apply your changes to the latest version/u,
    klass: "transient",
    code: "Conflict",
    advice: byItself,
    example:
      "Operation cannot be fulfilled on x: the object has been modified; please apply your changes to the latest version and try again",
    source: "Kubernetes API server"
  },
  {
    pattern: /\balready exists\b/u,
    klass: "transient",
    code: "AlreadyExists",
    advice: "a second try often finds what the first one made; if it stays, something else made an object of this name",
    example: 'machines.cluster.x-k8s.io "demo-cp-0" already exists',
    source: "Kubernetes and cloud APIs"
  },
  {
    pattern:
      /client rate limiter Wait|context deadline exceeded|context canceled|Client\.Timeout exceeded|timed out waiting for the condition|operation has timed out/u,
    klass: "transient",
    code: "DeadlineExceeded",
    advice: byItself,
    example: "client rate limiter Wait returned an error: context deadline exceeded",
    source: "Go context, client-go"
  },
  {
    pattern:
      /connection refused|connection reset|no route to host|i\/o timeout|TLS handshake|broken pipe|no such host|server misbehaving|network is unreachable|connection to the workload cluster is down|\bEOF\b|http2: |use of closed network connection/u,
    klass: "transient",
    code: "ConnectionFailed",
    advice: byItself,
    example: "dial tcp 10.0.0.1:6443: connect: connection refused",
    source: "Go net, Cluster API's cluster cache"
  },
  {
    pattern:
      /\b(ClusterClientCreationFailed|KubeSystemNamespaceNotAccessible|SourceNotReady|ArtifactFailed|DependencyNotReady)\b|not yet met|Remote connection/u,
    klass: "transient",
    code: "NotReadyYet",
    advice: byItself,
    example: "AzureCluster dependency not yet met",
    source: "k0smotron, Flux, CAPI, CAPZ"
  },
  {
    pattern:
      /\b(?:StatusCode[:=] ?|RESPONSE |HTTP |status code:? ?|got |Error )(429|50[0234])\b|TooManyRequests|Too Many Requests|Service ?Unavailable|Gateway Time-?out|Bad Gateway|Internal Server Error/iu,
    klass: "transient",
    code: "ServerBusy",
    advice: byItself,
    example: "the server responded with status code: 503",
    source: "HTTP status"
  },
  {
    pattern: /\bnot found\b|could not be found|\bdoes not exist\b/iu,
    klass: "transient",
    code: "NotFound",
    advice:
      "objects appear one after another at first; if it stays, look for who removed the object that the message names, or whether the spec names it rightly",
    example: 'virtualnetworks.network.azure.com "demo-vnet" not found',
    source: "Kubernetes and cloud APIs: objects appear one after another"
  }
]
