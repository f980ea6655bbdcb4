import { createPrivateKey, generateKeyPairSync } from "node:crypto"
import { chmodSync, mkdirSync, writeFileSync } from "node:fs"
import {
  createServer as createHttpServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse
} from "node:http"
import { createServer as createTlsServer, type ServerOptions } from "node:https"
import { connect, createServer as createSocketServer, type Server, type Socket } from "node:net"
import { join } from "node:path"
import type { Duplex } from "node:stream"
import { Effect } from "effect"
import { type Issued, makeAuthority, selfSigned } from "../pki.ts"
import { identityOf } from "./identities.ts"
import { pluginFiles } from "./plugin.ts"

/** A PKI that lives as long as the test file. */
export const makePki = async () => {
  const authority = await makeAuthority("k0rdent-mcp test root")
  const other = await makeAuthority("another root")
  const intermediate = await authority.below("k0rdent-mcp test intermediate")
  const hosts = ["localhost", "127.0.0.1", "mgmt.test", "LOCALHOST"]
  return {
    authority,
    other,
    intermediate,
    server: await authority.issue({ name: "server", hosts }),
    below: await intermediate.issue({ name: "below", hosts }),
    own: await selfSigned(hosts),
    old: await selfSigned(hosts, 1024),
    otherName: await authority.issue({ name: "other", hosts: ["mgmt.test"] }),
    nameless: await authority.issue({ name: "localhost", hosts: [] }),
    expired: await authority.issue({ name: "server", hosts, days: -1 }),
    client: await authority.issue({ name: "ada" }),
    otherClient: await authority.issue({ name: "bob" }),
    expiredClient: await authority.issue({ name: "eve", days: -1 })
  }
}
export type Pki = Awaited<ReturnType<typeof makePki>>

const listening = (server: Server) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<number>((done) =>
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            done(typeof address === "object" && address !== null ? address.port : 0)
          })
        )
    ),
    () => Effect.sync(() => server.close())
  )

const emptyList = JSON.stringify({ kind: "List", metadata: { resourceVersion: "1" }, items: [] })
const base64 = (text: string) => Buffer.from(text).toString("base64")
const basic = `Basic ${base64("u:p@ss")}`

const jwt = (seconds: number) =>
  ["{}", JSON.stringify({ exp: Math.floor(Date.now() / 1000) + seconds }), "x"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".")

const pipe = (one: Duplex, port: number, ready: () => void) => {
  const upstream = connect(port, "127.0.0.1", ready)
  upstream.on("error", () => one.destroy())
  one.on("error", () => upstream.destroy())
  upstream.pipe(one)
  one.pipe(upstream)
}

/** RFC 1928: a greeting, then CONNECT to a host name. */
const socks = (port: number, onTunnel: () => void) => (socket: Socket) => {
  socket.on("error", () => socket.destroy())
  socket.once("data", () => {
    socket.write(Uint8Array.of(5, 0))
    socket.once("data", () => {
      onTunnel()
      pipe(socket, port, () => socket.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0)))
    })
  })
}

/**
 * Everything that the fixtures' kubeconfigs speak of: API servers with all kinds of certificates, proxies, files and an
 * exec plugin. `words` fill their placeholders, `reached` is whom the servers took the requests for.
 */
export const makeWorld = Effect.fnUntraced(function* (pki: Pki, directory: string) {
  const reached: Array<string> = []
  const misled: Array<string> = []
  let tunnels = 0
  const through = () => (tunnels > 0 ? ", through the proxy" : "")
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    reached.push(identityOf(request, through()))
    response.setHeader("content-type", "application/json").end(emptyList)
  }
  const tls = ({ cert, key }: Issued, more: ServerOptions = {}, onRequest = answer) =>
    listening(
      createTlsServer(
        { cert, key, requestCert: true, rejectUnauthorized: false, ca: pki.authority.cert, ...more },
        onRequest
      )
    )
  const http = yield* listening(createHttpServer(answer))
  const main = yield* tls(pki.server)
  const elsewhere = yield* tls(pki.server, {}, (request, response) => {
    misled.push(identityOf(request, ""))
    response.end(emptyList)
  })
  const redirecting = (to: string) =>
    tls(pki.server, {}, (request, response) =>
      request.url?.startsWith("/moved") === true
        ? answer(request, response)
        : response.writeHead(302, { location: `${to}${request.url}` }).end()
    )
  const withProxy = (server: HttpServer, allowed: (header: string | undefined) => boolean) => {
    const denies = (request: IncomingMessage) => !allowed(request.headers["proxy-authorization"])
    server.on("connect", (request: IncomingMessage, socket: Duplex) => {
      socket.on("error", () => socket.destroy())
      const status = denies(request) ? 407 : request.url?.startsWith("forbidden") === true ? 403 : 200
      if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`)
      tunnels++
      pipe(socket, main, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"))
    })
    server.on("request", (request: IncomingMessage, response: ServerResponse) => {
      if (denies(request)) return void response.writeHead(407).end()
      tunnels++
      answer(request, response)
    })
    return listening(server)
  }
  const proxy = yield* withProxy(createHttpServer(), () => true)
  const strict = yield* withProxy(createHttpServer(), (header) => header === basic)
  const httpsProxy = yield* withProxy(createTlsServer({ cert: pki.server.cert, key: pki.server.key }), () => true)
  const socksProxy = yield* listening(createSocketServer(socks(main, () => tunnels++)))

  const file = (name: string, content: string | Buffer) => {
    const path = join(directory, name)
    writeFileSync(path, content)
    return path
  }
  mkdirSync(join(directory, "folder"))
  for (const [name, content] of pluginFiles(pki)) file(name, content)
  file("crlf.sh", "#!/bin/sh\r\necho\r\n")
  for (const name of ["plugin.sh", "crlf.sh"]) chmodSync(join(directory, name), 0o755)
  file("ca.pem", pki.authority.cert)
  const encrypted = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "hush" }
  }).privateKey
  const at = (port: number, host = "localhost") => `https://${host}:${port}`
  const words: Readonly<Record<string, string>> = {
    tls: at(main),
    upperTls: `HTTPS://LocalHost:${main}`,
    userinfoTls: `https://bob:p%20w@localhost:${main}`,
    userinfoHttp: `http://bob:pw@localhost:${http}`,
    http: `http://localhost:${http}`,
    httpHost: `127.0.0.1:${http}`,
    httpAsTls: at(http),
    tlsAsHttp: `http://localhost:${main}`,
    belowTls: at(yield* tls(pki.below)),
    selfSignedTls: at(yield* tls(pki.own)),
    // A server of today is not made for such a key: its own rules have to be loosened.
    oldTls: at(yield* tls(pki.old, { ciphers: "DEFAULT:@SECLEVEL=0" })),
    oldCa: base64(pki.old.cert),
    otherNameTls: at(yield* tls(pki.otherName)),
    namelessTls: at(yield* tls(pki.nameless)),
    expiredTls: at(yield* tls(pki.expired)),
    otherTls: at(elsewhere),
    redirectWithin: at(yield* redirecting("/moved")),
    redirectElsewhere: at(yield* redirecting(at(elsewhere))),
    proxy: `http://127.0.0.1:${proxy}`,
    proxyHost: `127.0.0.1:${proxy}`,
    proxyWithPassword: `http://u:p%40ss@127.0.0.1:${strict}`,
    proxyWithWrongPassword: `http://u:hush@127.0.0.1:${strict}`,
    proxyAsSocks: `socks5://127.0.0.1:${proxy}`,
    socks5hProxy: `socks5h://127.0.0.1:${socksProxy}`,
    strictProxy: `http://127.0.0.1:${strict}`,
    httpsProxy: at(httpsProxy, "127.0.0.1"),
    socksProxy: `socks5://127.0.0.1:${socksProxy}`,
    ca: base64(pki.authority.cert),
    caInLines:
      base64(pki.authority.cert)
        .match(/.{1,64}/gu)
        ?.join("\n      ") ?? "",
    caTwice: base64(base64(pki.authority.cert)),
    otherCa: base64(pki.other.cert),
    bomFile: file("bom.pem", `\ufeff${pki.authority.cert}`),
    crlfFile: file("crlf.pem", pki.authority.cert.replaceAll("\n", "\r\n")),
    derFile: file("ca.der", Buffer.from(pki.authority.cert.replaceAll(/-----.*-----/gu, ""), "base64")),
    intermediate: base64(pki.intermediate.cert),
    leaf: base64(pki.server.cert),
    selfSigned: base64(pki.own.cert),
    clientCert: base64(pki.client.cert),
    clientKey: base64(pki.client.key),
    otherKey: base64(pki.otherClient.key),
    clientChain: base64(`${pki.client.cert}\n${pki.authority.cert}\n`),
    clientGlued: base64(`${pki.client.cert.trim()}${pki.authority.cert}`),
    clientKeySec1: base64(createPrivateKey(pki.client.key).export({ type: "sec1", format: "pem" }).toString()),
    sshKey: base64("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaA==\n-----END OPENSSH PRIVATE KEY-----\n"),
    expiredCert: base64(pki.expiredClient.cert),
    expiredKey: base64(pki.expiredClient.key),
    encryptedKey: base64(encrypted),
    caFile: join(directory, "ca.pem"),
    bundleFile: file("bundle.pem", `a comment\n${pki.other.cert}\nanother\n${pki.client.key}\n${pki.authority.cert}\n`),
    clientCertFile: file("client.pem", pki.client.cert),
    clientKeyFile: file("client.key", pki.client.key),
    bothFile: file("both.pem", `${pki.client.cert}\n${pki.client.key}`),
    tokenFile: file("token", "from-file\n"),
    emptyFile: file("empty", ""),
    blankFile: file("blank", " \n"),
    directory: join(directory, "folder"),
    plugin: join(directory, "plugin.sh"),
    crlfPlugin: join(directory, "crlf.sh"),
    kubeconfigInBase64: base64("apiVersion: v1\nkind: Config\n"),
    idToken: jwt(3600),
    expiredIdToken: jwt(-3600)
  }
  return {
    words,
    reached,
    /** Whom a server took a request for to which another one redirected. */
    misled,
    forget: () => {
      reached.length = 0
      misled.length = 0
      tunnels = 0
    }
  }
})
