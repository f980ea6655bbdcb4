import type { Option } from "effect"
import type { ChosenContext } from "../kubeconfig/ChosenContext.ts"
import type { Headers } from "./headers.ts"
import type { Identity } from "./identity.ts"
import type { ChosenProxy } from "./proxy.ts"
import type { TlsMaterial } from "./tls.ts"

/** How the socket is made: what changes here needs a new one. */
export interface Connection {
  readonly proxy: Option.Option<ChosenProxy>
  readonly tls: TlsMaterial
  /** The interface by which a link-local address is reached. */
  readonly zone?: string
}

/** What one request needs. The generation tells `refused` which credentials it was that did not work. */
export interface Access {
  readonly generation: number
  /** Without any credential in it. */
  readonly server: URL
  readonly headers: Headers
  readonly connection: Connection
  /** Why requests are made as nobody in particular, where they are: the rest of a sentence. */
  readonly anonymous?: string
  readonly chosen: ChosenContext
  readonly identity: Identity
}
