/** A message of JSON-RPC 2.0, whatever it says. */
export interface JsonRpcMessage {
  readonly jsonrpc: "2.0"
  readonly [member: string]: unknown
}

// Written as methods, so that a transport whose messages are typed more closely is one, too.
interface Listening {
  onmessage(message: JsonRpcMessage, extra?: object): void
  setProtocolVersion(version: string): void
}

/**
 * A connection that carries MCP's messages: what the SDK calls a transport. In our own words, so that whoever embeds us needs
 * the SDK neither for its types nor at all.
 */
export interface Transport {
  /** Begins to read. The callbacks are there by then. */
  start(): Promise<void>
  /** Resolves when the message has been taken. Messages leave in the order of the calls. */
  send(message: JsonRpcMessage, options?: object): Promise<void>
  close(): Promise<void>
  onclose?: (() => void) | undefined
  onerror?: ((error: Error) => void) | undefined
  onmessage?: Listening["onmessage"] | undefined
  sessionId?: string | undefined
  setProtocolVersion?: Listening["setProtocolVersion"] | undefined
}
