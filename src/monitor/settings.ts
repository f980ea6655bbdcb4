import { Duration } from "effect"

/** How the monitor behaves. Where the values come from (flags, environment) is the caller's business. */
export interface MonitorSettings {
  /** Subscriptions that one client may hold at a time. */
  readonly maxPerClient: number
  /** Subscriptions that all clients together may hold at a time. */
  readonly maxTotal: number
  /** Clusters whose timeline is remembered at a time; 0 remembers none. */
  readonly maxRemembered: number
  /** How long a subscription lives when the subscriber does not say. */
  readonly timeout: Duration.Duration
  /** The longest timeout that a subscriber may ask for. */
  readonly timeoutMax: Duration.Duration
  /** Where clusters live when a caller names no namespace. */
  readonly globalNamespace: string
  /** An RE2 expression over the whole name of a namespace; absent or empty: every namespace is allowed. */
  readonly namespaceFilter?: string
  /** Switches the namespace filter off. For development only. */
  readonly devAllowAny: boolean
}

/** The numbers of upstream tasks 13 and 16. */
export const defaultSettings: MonitorSettings = {
  maxPerClient: 10,
  maxTotal: 100,
  maxRemembered: 50,
  timeout: Duration.minutes(60),
  timeoutMax: Duration.seconds(14_400),
  globalNamespace: "kcm-system",
  devAllowAny: false
}
