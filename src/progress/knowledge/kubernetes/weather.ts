import type { ErrorRow } from "../errorRow.ts"

/** What is to be done about what passes. */
export const byItself = "it will be retried by itself"

/** The weather of a deployment. HTTP statuses come last: a cloud's own code says more (field guide i.16). */
export const weatherErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /container runtime network not ready|NetworkPluginNotReady|cni plugin not initialized/u,
    klass: "transient",
    weather: "passes",
    code: "NetworkNotReady",
    advice: "the node waits for its network plugin",
    example: "Node.Ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady",
    source: "kubelet, in Node.Ready"
  },
  {
    pattern: /the object has been modified|please apply your changes to the latest version/u,
    klass: "transient",
    weather: "passes",
    code: "Conflict",
    advice: byItself,
    example:
      "Operation cannot be fulfilled on x: the object has been modified; please apply your changes to the latest version and try again",
    source: "Kubernetes API server"
  },
  {
    pattern: /\balready exists\b/u,
    klass: "transient",
    weather: "stays",
    code: "AlreadyExists",
    advice:
      "a second try often finds what the first one made; if it stays, something else has made an object of this name: remove that, or choose another name",
    example: 'machines.cluster.x-k8s.io "demo-cp-0" already exists',
    source: "Kubernetes and cloud APIs"
  },
  {
    pattern:
      /client rate limiter Wait|context deadline exceeded|context canceled|Client\.Timeout exceeded|timed out waiting for the condition|operation has timed out/u,
    klass: "transient",
    weather: "passes",
    code: "DeadlineExceeded",
    advice: byItself,
    example: "client rate limiter Wait returned an error: context deadline exceeded",
    source: "Go context, client-go"
  },
  {
    pattern: /\bproxyconnect tcp\b|Proxy Authentication Required|\bproxy\b.{0,60}\b(?:40[37]|50[23])\b/iu,
    klass: "error",
    open: true,
    code: "ProxyRefused",
    advice:
      "the proxy of the management cluster refuses or does not answer: look at its address, rights and list of exceptions",
    example:
      'Post "https://ec2.eu-west-1.amazonaws.com/": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused',
    source: "Go net/http"
  },
  {
    pattern: /\blookup [\w.-]{1,253}(?: on \S{1,64})?: |no such host|server misbehaving/u,
    klass: "transient",
    code: "NameNotResolved",
    advice: "it is retried; if it stays, look at the DNS, proxy and firewall of the management cluster",
    example: "dial tcp: lookup ec2.eu-west-1.amazonaws.com on 10.96.0.10:53: no such host",
    source: "Go net"
  },
  {
    pattern:
      /connection refused|connection reset|no route to host|i\/o timeout|TLS handshake|broken pipe|network is unreachable|connection to the workload cluster is down|\bEOF\b|http2: |use of closed network connection/u,
    klass: "transient",
    weather: "passes",
    code: "ConnectionFailed",
    advice: "it is retried; if it stays, look at the proxy, firewall and DNS of the management cluster",
    example: "dial tcp 10.0.0.1:6443: connect: connection refused",
    source: "Go net, Cluster API's cluster cache"
  },
  {
    pattern:
      /\b(ClusterClientCreationFailed|KubeSystemNamespaceNotAccessible|SourceNotReady|ArtifactFailed|DependencyNotReady)\b|not yet met|Remote connection/u,
    klass: "transient",
    weather: "passes",
    code: "NotReadyYet",
    advice: byItself,
    example: "AzureCluster dependency not yet met",
    source: "k0smotron, Flux, CAPI, CAPZ"
  },
  {
    pattern:
      /\b(?:StatusCode[:=] ?|RESPONSE |HTTP |status code:? ?|got |Error )(429|50[0234])\b|TooManyRequests|Too Many Requests|Service ?Unavailable|Gateway Time-?out|Bad Gateway|Internal Server Error/iu,
    klass: "transient",
    weather: "passes",
    code: "ServerBusy",
    advice: byItself,
    example: "the server responded with status code: 503",
    source: "HTTP status"
  },
  {
    pattern: /\bnot found\b|could not be found|\bdoes not exist\b/iu,
    klass: "transient",
    weather: "stays",
    code: "NotFound",
    advice:
      "objects appear one after another at first; if it stays, look for who removed the object that the message names, or whether the spec names it rightly",
    example: 'virtualnetworks.network.azure.com "demo-vnet" not found',
    source: "Kubernetes and cloud APIs: objects appear one after another"
  }
]
