import { Socket } from "node:net"
import { Agent, buildConnector, Client, type Dispatcher, Socks5ProxyAgent } from "undici"
import { ProxyFault } from "../errors/ProxyFault.ts"
import type { ChosenProxy } from "../login/proxy.ts"
import type { TlsOptions } from "./tlsOptions.ts"

/** What all sockets have in common. */
export interface SocketOptions {
  readonly tls: Partial<TlsOptions>
  readonly timeout: number
  readonly common: Agent.Options
}

type Connector = ReturnType<typeof buildConnector>

/** A proxy in words, without the password in its URL. */
export const describeProxy = ({ from, url }: ChosenProxy): string => `${url.protocol}//${url.host} (${from})`

/** The connection to the proxy itself. As with Go, an https proxy is verified by what verifies the API server. */
const toProxy = (proxy: ChosenProxy, { timeout, tls }: SocketOptions): Connector => {
  const connect = buildConnector({ ...tls, allowH2: false, timeout })
  return (options, callback) =>
    connect(options, (...[cause, socket]) =>
      cause === null ? callback(null, socket) : callback(new ProxyFault(describeProxy(proxy), { cause }), null)
    )
}

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

const authorization = ({ url }: ChosenProxy): Record<string, string> => {
  if (url.username === "" && url.password === "") return {}
  const pair = Buffer.from(`${decoded(url.username)}:${decoded(url.password)}`).toString("base64")
  return { "proxy-authorization": `Basic ${pair}` }
}

const openTunnel = async (proxy: ChosenProxy, target: string, options: SocketOptions): Promise<Socket> => {
  const client = new Client(proxy.url.origin, {
    connect: toProxy(proxy, options),
    headersTimeout: options.timeout,
    allowH2: false
  })
  try {
    const { headers, socket, statusCode } = await client.connect({
      path: target,
      headers: { host: target, ...authorization(proxy) }
    })
    if (statusCode === 200 && socket instanceof Socket) return socket
    socket.on("error", () => undefined).destroy()
    throw new ProxyFault(describeProxy(proxy), {
      status: statusCode,
      schemes: [headers["proxy-authenticate"] ?? []].flat(),
      withPassword: proxy.url.username !== ""
    })
  } catch (cause) {
    void client.destroy()
    throw cause instanceof ProxyFault ? cause : new ProxyFault(describeProxy(proxy), { cause })
  }
}

/** A connector whose sockets go through a tunnel (CONNECT) of the proxy. */
const throughTunnel = (proxy: ChosenProxy, options: SocketOptions): Connector => {
  const overTunnel = buildConnector({ ...options.tls, allowH2: false, timeout: options.timeout })
  return (wanted, callback) => {
    const port = wanted.port === "" ? "443" : wanted.port
    const host = wanted.hostname.includes(":") ? `[${wanted.hostname}]` : wanted.hostname
    openTunnel(proxy, `${host}:${port}`, options).then(
      (httpSocket) => overTunnel({ ...wanted, httpSocket }, callback),
      (cause) => callback(cause, null)
    )
  }
}

/** Plain http is not tunnelled: the proxy is asked for the whole URL (RFC 9112, absolute-form). */
const forwarding = (proxy: ChosenProxy, options: SocketOptions): Dispatcher =>
  new Agent({ ...options.common, connect: toProxy(proxy, options) }).compose((dispatch) => (request, handler) => {
    const target = new URL(String(request.origin))
    const headers = { ...request.headers, host: target.host, ...authorization(proxy) }
    return dispatch({ ...request, origin: proxy.url.origin, path: `${target.origin}${request.path}`, headers }, handler)
  })

/** The pool of connections to one server through a proxy. */
export const proxyDispatcher = (proxy: ChosenProxy, server: URL, options: SocketOptions): Dispatcher => {
  if (/^socks5h?:$/u.test(proxy.url.protocol)) {
    return new Socks5ProxyAgent(proxy.url.href.replace(/^socks5h:/u, "socks5:"), {
      ...options.common,
      connect: toProxy(proxy, options),
      connectTimeout: options.timeout,
      requestTls: { ...options.tls, timeout: options.timeout }
    })
  }
  return server.protocol === "https:"
    ? new Agent({ ...options.common, connect: throughTunnel(proxy, options) })
    : forwarding(proxy, options)
}
