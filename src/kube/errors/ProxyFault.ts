/** The way to the API server ends at its proxy. Thrown where a socket is made, and told by `transportError`. */
export class ProxyFault extends Error {
  /** The proxy in words: its origin, and what named it. */
  readonly proxy: string
  /** What the proxy answered, where it did. */
  readonly status: number | undefined
  /** The ways to prove who we are that it offers. */
  readonly schemes: ReadonlyArray<string>
  /** Whether we have shown it a user name and a password. */
  readonly withPassword: boolean

  constructor(
    proxy: string,
    options: {
      readonly status?: number
      readonly schemes?: ReadonlyArray<string>
      readonly withPassword?: boolean
      readonly cause?: unknown
    }
  ) {
    super(`the proxy ${proxy} did not let us through`, { cause: options.cause })
    this.proxy = proxy
    this.status = options.status
    this.schemes = options.schemes ?? []
    this.withPassword = options.withPassword ?? false
  }
}
