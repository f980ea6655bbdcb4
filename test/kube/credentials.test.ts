import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { createServer, type IncomingMessage } from "node:http"
import { createServer as createTlsServer, type ServerOptions } from "node:https"
import { connect, createServer as createSocketServer, type Server } from "node:net"
import { delimiter, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Layer, Option } from "effect"
import { stringify } from "yaml"
import { Kube } from "../../src/kube/Kube.ts"
import { layerKube } from "../../src/kube/layer.ts"
import type { KubeSettings } from "../../src/kube/settings.ts"
import { certificate, privateKey } from "./certificate.ts"
import { cluster, fakeApi, secureFakeApi, status } from "./fakeApi.ts"
import { advanceUntil, directory, file, kubeconfig, kubeFor, quick, subscribe, until } from "./support.ts"

const kubeWith = (settings: Partial<KubeSettings>) =>
  Effect.map(Layer.build(layerKube({ environment: {}, ...settings })), Context.get(Kube))
const refusal = Effect.fnUntraced(function* (settings: Partial<KubeSettings>) {
  const kube = yield* kubeWith(settings)
  return yield* Effect.flip(kube.listClusterDeployments({}))
})
const ca = { "certificate-authority-data": Buffer.from(certificate).toString("base64") }
const context = (name: string, of = name) => ({ name, context: { cluster: of, user: "ada", namespace: name } })

describe("finding the management cluster", () => {
  const broken: ReadonlyArray<readonly [what: string, content: string, said: string]> = [
    ["is empty", "", "is empty"],
    ["is not YAML", "clusters: [\n  token: hush\n}", "is not YAML (line"],
    ["is not a mapping", "hush", "its top level is not a mapping"],
    ["has a token that is not a string", kubeconfig("https://a", { token: 42 }), "users.0.user.token is a number"],
    ["has no context chosen", kubeconfig("https://a").replace(/current-context.*/u, ""), "No current-context is set"],
    ["has no kind", stringify({ contexts: [context("a")], "current-context": "hush" }), 'There is no context "hush"'],
    ["names no cluster", stringify({ contexts: [context("a", "")], "current-context": "a" }), "names no cluster"],
    [
      "names a missing cluster",
      stringify({ contexts: [context("a")], "current-context": "a" }),
      'the cluster "a", which'
    ],
    ["has no server", kubeconfig(""), 'The cluster "mgmt" has no server'],
    ["has a strange server", kubeconfig("ftp://hush"), "is not an http or https URL"],
    [
      "has a strange proxy",
      kubeconfig("https://a", {}, { "proxy-url": "gopher://hush" }),
      "The proxy-url of the cluster"
    ],
    [
      "has no certificate where it says",
      kubeconfig("https://a", {}, { "certificate-authority": "ca.pem" }),
      "ca.pem, certificate-authority of the cluster"
    ]
  ]
  for (const [what, content, said] of broken) {
    it.live(`says what is wrong with a kubeconfig that ${what}`, () =>
      Effect.gen(function* () {
        const kubeconfigPath = yield* file(content)
        const error = yield* refusal({ kubeconfigPath })
        assert.include(error.message, said)
        assert.strictEqual(error.reason, "config")
        assert.include(error.message, kubeconfigPath.slice(0, kubeconfigPath.lastIndexOf("/")))
        assert.isTrue(said.includes("hush") || !error.message.includes("hush"), error.message)
      })
    )
  }

  it.live("says which file does not exist, and which variable named it", () =>
    Effect.gen(function* () {
      const path = join(yield* directory, "nowhere")
      const own = yield* refusal({ kubeconfigPath: path })
      assert.include(own.message, `${path} (K0RDENT_MGMT_KUBECONFIG_PATH) does not exist`)
      const usual = yield* refusal({ environment: { KUBECONFIG: path } })
      assert.include(usual.message, `${path} (KUBECONFIG) does not exist`)
      const folder = yield* refusal({ kubeconfigPath: yield* directory })
      assert.include(folder.message, "is a directory")
      assert.include((yield* refusal({ kubeconfigPath: "/dev/zero" })).message, "is not a regular file")
    })
  )

  it.live("says where it looked when there is nothing, and how MCP clients are told", () =>
    Effect.gen(function* () {
      const home = yield* directory
      const { message, reason, remedy } = yield* refusal({ environment: { HOME: home } })
      assert.strictEqual(reason, "config")
      assert.include(message, "K0RDENT_MGMT_KUBECONFIG_PATH and KUBECONFIG are not set")
      assert.include(message, join(home, ".kube", "config"))
      assert.include(remedy, "`env`")
    })
  )

  it.live("lists the contexts there are when the wanted one is missing", () =>
    Effect.gen(function* () {
      const kubeconfigPath = yield* file(kubeconfig("https://a"))
      const { message } = yield* refusal({ kubeconfigPath, context: "prod" })
      assert.include(message, 'There is no context "prod" (K0RDENT_MGMT_CONTEXT)')
      assert.include(message, '"mgmt"')
    })
  )

  it.live("merges the files of KUBECONFIG as kubectl does: the first to name a thing counts", () =>
    Effect.gen(function* () {
      const api = yield* secureFakeApi
      const folder = yield* directory
      const write = (name: string, content: unknown) => {
        writeFileSync(join(folder, name), stringify(content))
        return join(folder, name)
      }
      const files = [
        join(folder, "missing"),
        write("empty", null),
        write("one", { contexts: [context("first", "mgmt")], "current-context": "first" }),
        write("two", {
          clusters: [{ name: "mgmt", cluster: { server: api.url, ...ca } }],
          users: [{ name: "ada", user: { token: "right" } }],
          contexts: [context("second", "mgmt"), context("first", "wrong")],
          "current-context": "second"
        }),
        write("three", {
          clusters: [{ name: "mgmt", cluster: { server: "https://127.0.0.1:1" } }],
          users: [{ name: "ada", user: { token: "wrong" } }]
        })
      ]
      const environment = { KUBECONFIG: files.join(delimiter) }
      const kube = yield* kubeWith({ environment })
      yield* kube.listClusterDeployments({})
      assert.strictEqual(api.seen[0]?.authorization, "Bearer right")
      assert.deepStrictEqual(yield* kube.contextNamespace, Option.some("first"))
      const second = yield* kubeWith({ environment, context: "second" })
      assert.deepStrictEqual(yield* second.contextNamespace, Option.some("second"))
    })
  )

  it.live("finds ~/.kube/config, and a path that begins with ~", () =>
    Effect.gen(function* () {
      const home = yield* directory
      mkdirSync(join(home, ".kube"))
      writeFileSync(join(home, ".kube", "config"), kubeconfig("https://a", {}, {}, { namespace: "here" }))
      for (const settings of [{}, { kubeconfigPath: "~/.kube/config" }]) {
        const kube = yield* kubeWith({ environment: { HOME: home }, ...settings })
        assert.deepStrictEqual(yield* kube.contextNamespace, Option.some("here"))
      }
    })
  )

  it.live("uses the pod's service account where there is no kubeconfig", () =>
    Effect.gen(function* () {
      const served = yield* tlsServer()
      const serviceAccountDirectory = yield* directory
      writeFileSync(join(serviceAccountDirectory, "token"), "pod-token\n")
      writeFileSync(join(serviceAccountDirectory, "ca.crt"), certificate)
      writeFileSync(join(serviceAccountDirectory, "namespace"), "pods\n")
      const environment = { KUBERNETES_SERVICE_HOST: "localhost", KUBERNETES_SERVICE_PORT: String(served.port) }
      const kube = yield* kubeWith({ environment, serviceAccountDirectory })
      yield* kube.listClusterDeployments({})
      assert.strictEqual(served.requests[0]?.headers.authorization, "Bearer pod-token")
      assert.deepStrictEqual(yield* kube.contextNamespace, Option.some("pods"))
    })
  )

  it.live("is tried anew after a failure, so that a mended kubeconfig works without a restart", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kubeconfigPath = yield* file("{")
      const kube = yield* kubeWith({ kubeconfigPath })
      assert.strictEqual((yield* Effect.flip(kube.listClusterDeployments({}))).reason, "config")
      writeFileSync(kubeconfigPath, kubeconfig(api.url))
      yield* kube.listClusterDeployments({})
      // Memoised while it works: the file is not needed any more.
      rmSync(kubeconfigPath)
      yield* kube.listClusterDeployments({})
    })
  )

  it.live("follows a cluster that has moved to another address", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kubeconfigPath = yield* file(kubeconfig("http://127.0.0.1:1"))
      const kube = yield* kubeWith({ kubeconfigPath })
      assert.strictEqual((yield* Effect.flip(kube.listClusterDeployments({}))).reason, "transport")
      writeFileSync(kubeconfigPath, kubeconfig(api.url))
      yield* kube.listClusterDeployments({})
    })
  )
})

/** What every exec entry has to say. */
const contract = { apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never" }

describe("credentials that are refused with 401", () => {
  /** Accepts this token alone. */
  const guarded = Effect.fnUntraced(function* (token: { current: string }) {
    const api = yield* secureFakeApi
    const usual = { ...api.answers }
    for (const verb of ["get", "list", "watch"] as const) {
      api.answers[verb] = (response, seen) =>
        (seen.authorization === `Bearer ${token.current}` ? usual[verb] : status(401))(response, seen)
    }
    return api
  })

  it.live("are read again from a rotated token file, and the request is made once more", () =>
    Effect.gen(function* () {
      const token = { current: "one" }
      const api = yield* guarded(token)
      const tokenFile = yield* file("one\n", "token")
      // Whole seconds, which a file system keeps as they are.
      utimesSync(tokenFile, 1_700_000_000, 1_700_000_000)
      const kube = yield* kubeFor(api.url, quick, { tokenFile })
      yield* kube.listClusterDeployments({})
      token.current = "two"
      // A rotation that nobody can see: the same size, the same time.
      const { atime, mtime } = statSync(tokenFile)
      writeFileSync(tokenFile, "two\n")
      utimesSync(tokenFile, atime, mtime)
      yield* kube.listClusterDeployments({})
      assert.deepStrictEqual(
        api.seen.map(({ authorization }) => authorization),
        ["Bearer one", "Bearer one", "Bearer two"]
      )
    })
  )

  it.live("are read again when a watch resumes, without anybody noticing", () =>
    Effect.gen(function* () {
      const token = { current: "one" }
      const api = yield* guarded(token)
      const tokenFile = yield* file("one", "token")
      const kube = yield* kubeFor(api.url, quick, { tokenFile })
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      token.current = "two"
      writeFileSync(tokenFile, "two")
      for (const watch of api.watches) watch.end()
      yield* until(() => api.count("watch") === 2 && api.watches.size === 1)
      for (const watch of api.watches) watch.send("ADDED", cluster("demo", "2"))
      yield* until(() => subscriber.signals.length === 2)
      assert.deepStrictEqual(subscriber.tags(), ["Synced", "Upserted"])
    })
  )

  it.live("come anew from the exec plugin, which runs once for all who wait for it", () =>
    Effect.gen(function* () {
      const token = { current: "1" }
      const api = yield* guarded(token)
      const folder = yield* directory
      const runs = join(folder, "runs")
      writeFileSync(runs, "")
      const plugin = join(folder, "plugin.sh")
      const credential =
        '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}'
      writeFileSync(
        plugin,
        `#!/bin/sh\ncase "$KUBERNETES_EXEC_INFO" in *ExecCredential*) ;; *) exit 3 ;; esac\nprintf x >> ${runs}\nprintf '${credential}' "$(wc -c < ${runs} | tr -d ' ')"\n`
      )
      chmodSync(plugin, 0o755)
      const kube = yield* kubeFor(api.url, quick, {
        exec: { ...contract, command: plugin, provideClusterInfo: true }
      })
      const together = Effect.all(
        Array.from({ length: 5 }, () => kube.listClusterDeployments({})),
        { concurrency: "unbounded" }
      )
      yield* together
      token.current = "2"
      yield* together
      assert.strictEqual(api.seen.at(-1)?.authorization, "Bearer 2")
    })
  )

  it.live("are an ordinary fault the second time", () =>
    Effect.gen(function* () {
      const api = yield* guarded({ current: "another" })
      const kube = yield* kubeFor(api.url, quick, { token: "hush" })
      const error = yield* Effect.flip(kube.listClusterDeployments({}))
      assert.strictEqual(error.reason, "unauthorized")
      assert.notInclude(error.message, "hush")
      assert.strictEqual(api.seen.length, 2)
    })
  )

  it.live("are an outage for a running watch, which retries", () =>
    Effect.gen(function* () {
      const token = { current: "hush" }
      const api = yield* guarded(token)
      const kube = yield* kubeFor(api.url, quick, { token: "hush" })
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => api.watches.size === 1)
      token.current = "another"
      for (const watch of api.watches) watch.end()
      yield* until(() => subscriber.failure() !== undefined)
      assert.deepStrictEqual(subscriber.tags(), ["Synced", "Interrupted", "Interrupted", "Interrupted"])
      assert.strictEqual(subscriber.failure()?.reason, "unauthorized")
    })
  )
})

describe("an exec plugin that does not work", () => {
  const plugins: ReadonlyArray<readonly [what: string, exec: Record<string, unknown>, said: string]> = [
    ["is not there", { command: "surely-no-such-plugin" }, "was not found"],
    ["fails", { command: "sh", args: ["-c", "echo session expired, token=hush >&2; exit 1"] }, "session expired"],
    ["prints nonsense", { command: "echo", args: ["hush"] }, "not an ExecCredential"],
    ["prints no status", { command: "echo", args: ['{"hush":1}'] }, "not an ExecCredential"]
  ]
  for (const [what, exec, said] of plugins) {
    it.live(`is told when it ${what}`, () =>
      Effect.gen(function* () {
        const kube = yield* kubeFor("https://127.0.0.1:1", quick, { exec: { ...contract, ...exec } })
        const error = yield* Effect.flip(kube.listClusterDeployments({}))
        assert.strictEqual(error.reason, "config")
        assert.include(error.message, said)
        assert.notInclude(error.message, "hush")
      })
    )
  }
})

describe("an exec plugin that hangs", () => {
  it.effect("is given up before the request that waits for it, so that the cause is told", () =>
    Effect.gen(function* () {
      const exec = { ...contract, command: "sleep", args: ["60"] }
      const kube = yield* kubeFor("https://127.0.0.1:1", quick, { exec })
      const asked = yield* Effect.forkChild(Effect.flip(kube.listEvents("prod")), { startImmediately: true })
      assert.isAtMost(yield* advanceUntil(() => asked.pollUnsafe() !== undefined), 42_000)
      assert.include((yield* Fiber.join(asked)).message, 'The exec plugin "sleep" of the user "ada"')
    })
  )

  it.live("is ended together with the request that waits for it, and so are its children", () =>
    Effect.gen(function* () {
      const pids = join(yield* directory, "pids")
      // The grandchild would outlive a signal that reaches the child alone.
      const script = `sleep 60 & echo $! $$ > ${pids}; wait`
      const exec = { ...contract, command: "sh", args: ["-c", script] }
      const kube = yield* kubeFor("https://127.0.0.1:1", quick, { exec })
      const waiting = yield* Effect.forkChild(kube.listClusterDeployments({}), { startImmediately: true })
      yield* until(() => existsSync(pids) && readFileSync(pids, "utf8").endsWith("\n"))
      yield* Fiber.interrupt(waiting)
      const alive = (pid: string) => Exit.isSuccess(Effect.runSyncExit(Effect.try(() => process.kill(Number(pid), 0))))
      yield* until(() => !readFileSync(pids, "utf8").trim().split(" ").some(alive))
    })
  )
})

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

const tlsServer = Effect.fnUntraced(function* (options: ServerOptions = {}) {
  const requests: Array<IncomingMessage> = []
  const server = createTlsServer({ cert: certificate, key: privateKey, ...options }, (request, response) => {
    requests.push(request)
    response.end(JSON.stringify({ metadata: { resourceVersion: "1" }, items: [] }))
  })
  const port = yield* listening(server)
  return { port, requests }
})

describe("TLS", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64")
  const attempt = Effect.fnUntraced(function* (
    server: string,
    clusterFields: Record<string, unknown>,
    user: Record<string, unknown> = {}
  ) {
    const kubeconfigPath = yield* file(kubeconfig(server, user, clusterFields))
    return yield* (yield* kubeWith({ kubeconfigPath })).listClusterDeployments({})
  })

  it.live("trusts the kubeconfig's certificate authority and nothing else", () =>
    Effect.gen(function* () {
      const { port } = yield* tlsServer()
      yield* attempt(`https://localhost:${port}`, ca)
      const error = yield* Effect.flip(attempt(`https://localhost:${port}`, { "certificate-authority-data": null }))
      assert.strictEqual(error.reason, "transport")
      assert.include(error.message, "not signed by an authority that this system trusts")
    })
  )

  it.live("checks the host name, or the one of tls-server-name", () =>
    Effect.gen(function* () {
      const { port } = yield* tlsServer()
      const error = yield* Effect.flip(attempt(`https://127.0.0.1:${port}`, ca))
      assert.include(error.message, "another host name")
      yield* attempt(`https://127.0.0.1:${port}`, { ...ca, "tls-server-name": "mgmt.test" })
    })
  )

  it.live("checks nothing where the kubeconfig says so, also for a context without a user", () =>
    Effect.gen(function* () {
      const { port } = yield* tlsServer()
      const kubeconfigPath = yield* file(
        kubeconfig(
          `https://127.0.0.1:${port}`,
          {},
          { "insecure-skip-tls-verify": true, "certificate-authority-data": null },
          { user: "" }
        )
      )
      yield* (yield* kubeWith({ kubeconfigPath })).listClusterDeployments({})
    })
  )

  it.live("shows the client certificate", () =>
    Effect.gen(function* () {
      const { port } = yield* tlsServer({ requestCert: true, rejectUnauthorized: true, ca: certificate })
      const user = { "client-certificate-data": base64(certificate), "client-key-data": base64(privateKey) }
      yield* attempt(`https://localhost:${port}`, ca, user)
      assert.strictEqual((yield* Effect.flip(attempt(`https://localhost:${port}`, ca))).reason, "transport")
      const error = yield* Effect.flip(
        attempt(`https://localhost:${port}`, ca, { ...user, "client-key-data": base64("not a key") })
      )
      assert.strictEqual(error.reason, "config")
      assert.include(error.message, "no valid PEM private key")
    })
  )

  it.live("goes through the kubeconfig's SOCKS proxy", () =>
    Effect.gen(function* () {
      const { port } = yield* tlsServer()
      const wanted: Array<string> = []
      const proxy = createSocketServer((socket) => {
        socket.on("error", () => socket.destroy())
        // RFC 1928: a greeting, then CONNECT to a host name.
        socket.once("data", () => {
          socket.write(Uint8Array.of(5, 0))
          socket.once("data", (connectTo) => {
            wanted.push(connectTo.subarray(5, 5 + (connectTo[4] ?? 0)).toString())
            const upstream = connect(port, "127.0.0.1", () => {
              socket.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0))
              upstream.pipe(socket)
              socket.pipe(upstream)
            })
            upstream.on("error", () => socket.destroy())
          })
        })
      })
      const proxyPort = yield* listening(proxy)
      yield* attempt("https://mgmt.test:6443", { ...ca, "proxy-url": `socks5://127.0.0.1:${proxyPort}` })
      assert.deepStrictEqual(wanted, ["mgmt.test"])
    })
  )

  it.live("goes through the kubeconfig's proxy", () =>
    Effect.gen(function* () {
      const { port } = yield* tlsServer()
      const tunnels: Array<string> = []
      const proxy = createServer().on("connect", (request, socket) => {
        tunnels.push(request.url ?? "")
        const upstream = connect(port, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n")
          upstream.pipe(socket)
          socket.pipe(upstream)
        })
        upstream.on("error", () => socket.destroy())
        socket.on("error", () => upstream.destroy())
      })
      const proxyPort = yield* listening(proxy)
      yield* attempt("https://mgmt.test:6443", { ...ca, "proxy-url": `http://127.0.0.1:${proxyPort}` })
      assert.deepStrictEqual(tunnels, ["mgmt.test:6443"])
    })
  )
})
