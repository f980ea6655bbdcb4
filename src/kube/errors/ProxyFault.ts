/** The way to the API server ends at its proxy. Thrown where a socket is made, and told by `transportError`. */
export class ProxyFault extends Error {
  /** The proxy in words: its origin, and what named it. */
  readonly proxy: string
  /** What the proxy answered, where it did. */
  readonly status: number | undefined

  constructor(proxy: string, options: { readonly status?: number; readonly cause?: unknown }) {
    super(`the proxy ${proxy} did not let us through`, { cause: options.cause })
    this.proxy = proxy
    this.status = options.status
  }
}
