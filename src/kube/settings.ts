import { Context, Duration } from "effect"

/**
 * Everything about the management cluster that a caller may choose. Decoding the environment into it belongs to the
 * command line; the defaults below are what a real kube-apiserver wants.
 */
export interface KubeSettings {
  /** K0RDENT_MGMT_KUBECONFIG_PATH: this file and no other. */
  readonly kubeconfigPath?: string
  /** K0RDENT_MGMT_CONTEXT: this context instead of the kubeconfig's current one. */
  readonly context?: string
  /** Where KUBECONFIG, HOME and the in-cluster variables are looked up, at the time of use. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Where a pod finds its service account's token, certificate authority and namespace. */
  readonly serviceAccountDirectory: string
  /** K0RDENT_MONITOR_RETRY_DELAYS: the waits after faults of a running watch; as many retries as are listed. */
  readonly retryDelays: ReadonlyArray<Duration.Duration>
  /** How long a TCP and TLS handshake may take. */
  readonly connectTimeout: Duration.Duration
  /** How long an answer's headers may take; some proxies hold a watch's headers back until its first event. */
  readonly headersTimeout: Duration.Duration
  /** How long a get, or one page of a list, may take altogether. */
  readonly requestTimeout: Duration.Duration
  /**
   * A watch that is silent for longer is opened anew. Bookmarks come every 60 to 75 s (the API server's watch cache), and
   * together with `headersTimeout` a half-open connection must be noticed within 2 minutes.
   */
  readonly idleTimeout: Duration.Duration
  /**
   * A watch that stayed open for so long has worked, also when there was nothing to tell. Short, so that an API server
   * that restarts twice does not cost a quiet watch all its retries; not zero, so that connecting alone is not enough.
   */
  readonly settledAfter: Duration.Duration
  /** How long the waits told by the server are honoured in a row without using up a retry. */
  readonly serverWaitLimit: Duration.Duration
  /** The same where somebody is waiting for an answer: a get, a list, and a watch's first list. */
  readonly answerWaitLimit: Duration.Duration
  /** How long a watch outlives its last subscriber. */
  readonly linger: Duration.Duration
  /** Items asked for per page of a list. */
  readonly pageSize: number
  /** Objects of one namespace that are taken from an API server: what holds more is refused. */
  readonly mostObjects: number
  /** Events a shared watch keeps for late joiners: the newest ones. */
  readonly eventsKept: number
  /** Signals a subscriber may fall behind before they are condensed. */
  readonly backlog: number
}

/** What a real kube-apiserver wants, with the environment of this process. */
export const defaultKubeSettings: KubeSettings = {
  environment: process.env,
  serviceAccountDirectory: "/var/run/secrets/kubernetes.io/serviceaccount",
  retryDelays: [Duration.seconds(1), Duration.seconds(2), Duration.seconds(4)],
  connectTimeout: Duration.seconds(10),
  headersTimeout: Duration.seconds(30),
  requestTimeout: Duration.seconds(40),
  idleTimeout: Duration.seconds(80),
  settledAfter: Duration.seconds(2),
  serverWaitLimit: Duration.minutes(1),
  answerWaitLimit: Duration.seconds(10),
  linger: Duration.millis(500),
  pageSize: 500,
  mostObjects: 50_000,
  eventsKept: 5000,
  backlog: 256
}

/** The settings in force; `defaultKubeSettings` where nobody provides others. */
export const KubeSettings = Context.Reference<KubeSettings>("k0rdent-mcp/KubeSettings", {
  defaultValue: () => defaultKubeSettings
})
