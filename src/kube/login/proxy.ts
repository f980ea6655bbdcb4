import { BlockList, isIP, isIPv6 } from "node:net"
import { Option, Result } from "effect"

/** The proxy between us and the API server. */
export interface ChosenProxy {
  readonly url: URL
  /** What named it: `proxy-url`, or a variable. */
  readonly from: string
}

export type Environment = Readonly<Record<string, string | undefined>>

const variable = (environment: Environment, name: string): { readonly name: string; readonly value: string } => {
  // As Go has it: upper case first, and an empty one counts as unset.
  const upper = environment[name] ?? ""
  if (upper !== "") return { name, value: upper }
  const lower = name.toLowerCase()
  return { name: lower, value: environment[lower] ?? "" }
}

const portOf = (url: URL): string => (url.port !== "" ? url.port : url.protocol === "https:" ? "443" : "80")

const withoutBrackets = (host: string): string =>
  host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host

const familyOf = (address: string): "ipv4" | "ipv6" => (isIPv6(address) ? "ipv6" : "ipv4")

/** ::ffff:10.0.0.1 is 10.0.0.1, as with Go. */
const isMapped = (address: string): boolean => /^::ffff:/iu.test(address)
const isV4 = (address: string): boolean => !isIPv6(address) || isMapped(address)

const contains = (network: string, bits: number, address: string): boolean => {
  if (isV4(network) !== isV4(address)) return false
  const list = new BlockList()
  list.addSubnet(network, bits, familyOf(network))
  return list.check(address, familyOf(address))
}

const isLoopback = (host: string): boolean =>
  host === "localhost" || (isIP(host) !== 0 && (contains("127.0.0.0", 8, host) || contains("::1", 128, host)))

/** `host:port`, `[address]:port`, or neither. */
const splitPort = (entry: string): readonly [host: string, port: string] => {
  const bracketed = /^\[([^\]]*)\]:(.*)$/u.exec(entry)
  if (bracketed !== null) return [bracketed[1] ?? "", bracketed[2] ?? ""]
  const plain = /^([^:]*):([^:]*)$/u.exec(entry)
  return plain === null ? [entry, ""] : [plain[1] ?? "", plain[2] ?? ""]
}

const asciiHost = (host: string): string => {
  const dotted = host.startsWith(".")
  const bare = dotted ? host.slice(1) : host
  const ascii = URL.parse(`http://${bare}`)?.hostname ?? bare
  return dotted ? `.${ascii}` : ascii
}

/** Whether one entry of NO_PROXY takes in a host. */
const matches = (entry: string, host: string, port: string): boolean => {
  const address = isIP(host) !== 0
  const cidr = /^([0-9a-f:.]+)\/(\d{1,3})$/u.exec(entry)
  if (cidr !== null) {
    const [, network = "", bits = ""] = cidr
    const valid = isIP(network) !== 0 && Number(bits) <= (isIPv6(network) ? 128 : 32)
    if (valid) return address && contains(network, Number(bits), host)
  }
  const [wanted, wantedPort] = splitPort(entry)
  if (wanted === "" || (wantedPort !== "" && wantedPort !== port)) return false
  if (isIP(wanted) !== 0) return address && contains(wanted, isIPv6(wanted) ? 128 : 32, host)
  if (address) return false
  const name = asciiHost(wanted.startsWith("*.") ? wanted.slice(1) : wanted)
  return name.startsWith(".") ? host.endsWith(name) : host === name || host.endsWith(`.${name}`)
}

const isExempt = (server: URL, noProxy: string): boolean => {
  const host = withoutBrackets(server.hostname)
  if (isLoopback(host)) return true
  const entries = noProxy
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "")
  return entries.includes("*") || entries.some((entry) => matches(entry, host, portOf(server)))
}

const schemes = /^(?:https?|socks5h?):$/u

/** What named a proxy that cannot be used, and why: the end of a sentence. */
export interface ProxyRefusal {
  readonly from: string
  readonly says: string
}

type Choice = Result.Result<Option.Option<ChosenProxy>, ProxyRefusal>

/** What keeps a text from being the URL of a proxy. It may hold a password, and is not repeated. */
const oddityOf = (text: string): string | undefined => {
  if (/\s/u.test(text)) return "holds a blank or a line break"
  if (/^["']/u.test(text)) return "is in quotes"
  return /^[^/]*:\/\/(?=[^@/#?]*[/#?])[^@]*@/u.test(text)
    ? "holds a /, # or ? in its password: write %2F, %23 or %3F instead"
    : undefined
}

const fromEnvironment = (server: URL, environment: Environment): Choice => {
  const { name, value } = variable(environment, server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY")
  if (value === "" || isExempt(server, variable(environment, "NO_PROXY").value)) return Result.succeed(Option.none())
  const odd = oddityOf(value)
  if (odd !== undefined) return Result.fail({ from: name, says: odd })
  const whole = URL.parse(value)
  const url = whole === null || whole.host === "" ? URL.parse(`http://${value}`) : whole
  if (url === null || url.host === "" || (whole === null && value.includes("://"))) {
    return Result.fail({ from: name, says: "is not the URL of a proxy" })
  }
  return schemes.test(url.protocol)
    ? Result.succeed(Option.some({ url, from: name }))
    : Result.fail({ from: name, says: "is not an http, https or socks5 URL" })
}

const proxySchemes = /^(?:http|https|socks5):$/u

/**
 * Which proxy leads to a server, as Go chooses it (net/http, golang.org/x/net/http/httpproxy): the cluster's `proxy-url`
 * whatever NO_PROXY says, else HTTPS_PROXY or HTTP_PROXY in either case, never for a loopback address and not where
 * NO_PROXY exempts the host. ALL_PROXY is not known to Go.
 */
export const chooseProxy = (server: URL, proxyUrl: string | undefined, environment: Environment): Choice => {
  if (proxyUrl === undefined) return fromEnvironment(server, environment)
  const odd = oddityOf(proxyUrl)
  if (odd !== undefined) return Result.fail({ from: "proxy-url", says: odd })
  const url = URL.parse(proxyUrl)
  return url !== null && url.host !== "" && proxySchemes.test(url.protocol)
    ? Result.succeed(Option.some({ url, from: "proxy-url" }))
    : Result.fail({
        from: "proxy-url",
        says: "is not an http, https or socks5 URL: write its scheme, host and port"
      })
}
