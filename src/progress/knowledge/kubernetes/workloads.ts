import { captured, type ErrorRow } from "../errorRow.ts"

/** What keeps a pod from running: a hosted control plane's in the management cluster, a service's in the target cluster. */
export const workloadErrors: ReadonlyArray<ErrorRow> = [
  {
    pattern: /\bkubelet has (?:disk pressure|insufficient (?:memory|PID) available)/u,
    klass: "error",
    open: true,
    code: "NodePressure",
    advice: "the node runs out of what the message names: free it, or give its machines more of it",
    example: "kubelet has disk pressure",
    source: "kubelet nodestatus/setters.go"
  },
  {
    pattern: /\b[Ff]ailed to pull image "([^"]{1,300})".{0,900}?(?:toomanyrequests|Too Many Requests|rate limit)/su,
    klass: "error",
    open: true,
    code: "ImagePullFailed",
    advice: (image) =>
      `the registry of ${image} limits anonymous pulls: give a pull secret, or take the image from a mirror; it is retried by itself`,
    example: 'Failed to pull image "docker.io/k0s:v1": toomanyrequests: You have reached your pull rate limit',
    source: "kubelet images/image_manager.go, OCI distribution"
  },
  {
    pattern:
      /\b[Ff]ailed to pull image "([^"]{1,300})".{0,900}?(?:unauthorized|authentication required|no basic auth credentials|pull access denied|denied: |\b40[13] (?:Unauthorized|Forbidden))/su,
    klass: "error",
    code: "ImagePullFailed",
    advice: (image) =>
      `the registry does not let the node have ${image}: give a pull secret that may read it, or correct its name; it is retried by itself`,
    example: 'Failed to pull image "registry.example.com/k0s:v1": unauthorized: authentication required',
    source: "kubelet images/image_manager.go, OCI distribution"
  },
  {
    pattern:
      /\b[Ff]ailed to pull image "([^"]{1,300})".{0,900}?\b(?:proxyconnect|dial tcp|no such host|i\/o timeout|x509|TLS handshake)/su,
    klass: "error",
    open: true,
    code: "ImagePullFailed",
    advice: (image) =>
      `the node does not reach the registry of ${image}: look at its proxy, firewall, DNS and trusted certificates; it is retried by itself`,
    example:
      'Failed to pull image "quay.io/k0s:v1": proxyconnect tcp: dial tcp 10.0.0.9:3128: connect: connection refused',
    source: "kubelet images/image_manager.go, Go net"
  },
  {
    pattern: /\b[Ff]ailed to pull image "([^"]{1,300})"/u,
    klass: "error",
    code: "ImagePullFailed",
    advice: (image) =>
      `correct the image ${image}, or give its registry's pull secret; if both are right, look at the way to the registry (proxy, firewall, DNS)`,
    example: 'Failed to pull image "registry.example.com/k0s:v1": failed to resolve reference',
    source: "kubelet images/image_manager.go"
  },
  {
    pattern: /\bBack-off pulling image "([^"]{1,300})"/u,
    klass: "error",
    echo: true,
    code: "ImagePullFailed",
    advice: (image) =>
      `correct the image ${image}, or give its registry's pull secret; if both are right, look at the way to the registry (proxy, firewall, DNS)`,
    example: 'Back-off pulling image "registry.example.com/k0s:v1"',
    source: "kubelet images/image_manager.go: says again, without why"
  },
  {
    pattern:
      /no persistent volumes available for this claim|storageclass\S* "?[^"]*"? not found|no default (?:StorageClass|storage class)/iu,
    klass: "userAction",
    code: "NoStorageClass",
    advice:
      "give the cluster a default StorageClass, or name one in the configuration; it will then be retried by itself",
    example: "no persistent volumes available for this claim and no storage class is set",
    source: "Kubernetes persistent volume controller"
  },
  {
    pattern: /\b(ImagePullBackOff|ErrImagePull|InvalidImageName)\b/u,
    klass: "error",
    code: captured,
    advice: "correct the image or its pull secret; it is retried by itself",
    example: "1 Pod unhealthy: nginx/nginx-0 (container: ImagePullBackOff, rule kcm-system/rules#3)",
    source: "kubelet"
  },
  {
    pattern: /\d{1,7}\/\d{1,7} nodes are available: /u,
    klass: "error",
    code: "Unschedulable",
    advice: "no node can take the pod: add nodes or lower its requests; it is retried by itself",
    example: "0/3 nodes are available: 3 Insufficient cpu.",
    source: "kube-scheduler"
  },
  {
    pattern: /\b(CrashLoopBackOff)\b/u,
    klass: "error",
    code: captured,
    advice: "look at the log of the container",
    example: "container in CrashLoopBackOff",
    source: "kubelet"
  }
]
