import type { CauseRow } from "../errorRow.ts"

const byItself = "it will be retried by itself"

/** Errors that name a code which no row above knows: worth a warning, never a verdict by themselves. */
export const namedRows: ReadonlyArray<CauseRow> = [
  {
    pattern: /\bapi error ([A-Z]\w+(?:\.\w+)*)/u,
    klass: "error",
    code: "$1",
    advice: "AWS refused; it is retried by itself, look at the message",
    source: "smithy error of aws-sdk-go-v2"
  },
  {
    pattern: /ERROR CODE: (?!UNAVAILABLE)(\w+)|\bCode="(\w+)"/u,
    klass: "error",
    code: "$1",
    advice: "Azure refused; it is retried by itself, look at the message",
    source: "azcore.ResponseError, go-autorest"
  },
  {
    pattern: /ssh: (?:handshake failed|unable to authenticate)/u,
    klass: "userAction",
    code: "SSHAuthenticationFailed",
    advice: "correct the SSH user or key of the remote machine; it will be retried by itself",
    source: "k0smotron RemoteMachine"
  }
]

/** The weather of a deployment. HTTP statuses come last: a cloud's own code says more (field guide i.16). */
export const transientRows: ReadonlyArray<CauseRow> = [
  {
    pattern: /container runtime network not ready|NetworkPluginNotReady|cni plugin not initialized/u,
    klass: "transient",
    code: "NetworkNotReady",
    advice: "the node waits for its network plugin",
    source: "kubelet, in Node.Ready"
  },
  {
    pattern: /the object has been modified|please apply your changes to the latest version|already exists/u,
    klass: "transient",
    code: "Conflict",
    advice: byItself,
    source: "Kubernetes API server"
  },
  {
    pattern:
      /client rate limiter Wait|context deadline exceeded|context canceled|Client\.Timeout exceeded|timed out waiting for the condition|operation has timed out/u,
    klass: "transient",
    code: "DeadlineExceeded",
    advice: byItself,
    source: "Go context, client-go"
  },
  {
    pattern:
      /connection refused|connection reset|no route to host|i\/o timeout|TLS handshake|broken pipe|no such host|server misbehaving|network is unreachable|connection to the workload cluster is down|\bEOF\b|http2: |use of closed network connection/u,
    klass: "transient",
    code: "ConnectionFailed",
    advice: byItself,
    source: "Go net, Cluster API's cluster cache"
  },
  {
    pattern:
      /\b(ClusterClientCreationFailed|KubeSystemNamespaceNotAccessible|SourceNotReady|ArtifactFailed|DependencyNotReady)\b|not yet met|Remote connection/u,
    klass: "transient",
    code: "NotReadyYet",
    advice: byItself,
    source: "k0smotron, Flux, CAPI, CAPZ"
  },
  {
    pattern: /failed to get HelmChart Artifact|failed to download HelmChart/u,
    klass: "transient",
    code: "ArtifactFailed",
    advice: byItself,
    source: "kcm HelmChartReady"
  },
  {
    pattern:
      /\b(?:StatusCode[:=] ?|RESPONSE |HTTP |status code:? ?|got |Error )(429|50[0234])\b|TooManyRequests|Too Many Requests|Service ?Unavailable|Gateway Time-?out|Bad Gateway|Internal Server Error/iu,
    klass: "transient",
    code: "ServerBusy",
    advice: byItself,
    source: "HTTP status"
  },
  {
    pattern: /\bnot found\b|could not be found|\bdoes not exist\b/iu,
    klass: "transient",
    code: "NotFound",
    advice: "normal during the first minutes",
    source: "Kubernetes and cloud APIs: objects appear one after another"
  }
]
