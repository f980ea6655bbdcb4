import { createServer } from "node:http"
import { relative } from "node:path"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { kubeconfigFile } from "../support/files.ts"
import { runProgram } from "../support/program.ts"

const answers = new Map([
  ["GET /version", { gitVersion: "v1.34.4" }],
  ["GET /apis/k0rdent.mirantis.com", { versions: [{ version: "v1beta1" }] }],
  ["GET /apis/k0rdent.mirantis.com/v1beta1", { resources: [{ name: "clusterdeployments" }] }],
  [
    "POST /apis/authentication.k8s.io/v1/selfsubjectreviews",
    { metadata: { creationTimestamp: "2020-01-01T00:00:00Z" }, status: { userInfo: { username: "ada" } } }
  ],
  ["POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews", { status: { allowed: true } }]
])

/** A server that knows what the doctor asks for, and nothing else. */
const server = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{ readonly url: string; readonly close: () => void }>((done) => {
        const listening = createServer((request, response) => {
          const answer = answers.get(`${request.method} ${request.url}`)
          response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer ?? {}))
        }).listen(0, "127.0.0.1", () => {
          const address = listening.address()
          const port = typeof address === "object" && address !== null ? address.port : 0
          done({ url: `http://127.0.0.1:${port}`, close: () => listening.close() })
        })
      })
  ),
  ({ close }) => Effect.sync(close)
)

const kubeconfigFor = (url: string, token = "hush") =>
  kubeconfigFile(
    `{clusters: [{name: c, cluster: {server: "${url}"}}], users: [{name: u, user: {token: ${token}}}], contexts: [{name: x, context: {cluster: c, user: u}}], current-context: x}`
  )

it.live("the doctor of the built program tells each thing in a line, its remedy below, and no secret", () =>
  Effect.gen(function* () {
    const { url } = yield* server
    const env = { K0RDENT_MGMT_KUBECONFIG_PATH: yield* kubeconfigFor(url) }
    const { code, stderr, stdout } = yield* runProgram(env, ["doctor"])
    assert.deepStrictEqual([code, stderr], [0, ""])
    for (const said of [
      'taken for "ada"',
      "v1.34.4",
      "v1beta1",
      "list, watch events in all namespaces",
      "plain http",
      "ahead of the API server's",
      "k0rdent-mcp 0."
    ]) {
      assert.include(stdout, said)
    }
    assert.match(stdout, /^! credentials.*\n\s+→ /mu)
    assert.notInclude(stdout, "hush")
    assert.strictEqual((yield* runProgram(env, ["doctor", "--namespace", "../x"])).code, 2)
    // Found from here, and from no folder in which a client starts a server.
    const near = { K0RDENT_MGMT_KUBECONFIG_PATH: relative(process.cwd(), env.K0RDENT_MGMT_KUBECONFIG_PATH) }
    const fromHere = yield* runProgram(near, ["doctor"])
    assert.strictEqual(fromHere.code, 0)
    assert.match(
      fromHere.stdout,
      /^! MCP client +K0RDENT_MGMT_KUBECONFIG_PATH is a path relative to this folder.*\n\s+→ /mu
    )
    assert.notInclude(stdout, "relative")
  })
)

it.live("the doctor says what a token tells of itself, which file, and which variable has a slip", () =>
  Effect.gen(function* () {
    const claims = Buffer.from(JSON.stringify({ exp: 1_600_000_000 })).toString("base64url")
    const path = yield* kubeconfigFor("https://127.0.0.1:1", `e30.${claims}.hush`)
    const env = { K0RDENT_MGMT_KUBECONFIG: "x", K0RDENT_MGMT_KUBECONFIG_PATH: path }
    const { code, stdout } = yield* runProgram(env, ["doctor"])
    assert.strictEqual(code, 1)
    assert.include(stdout, "✖ credentials   the token expired on 2020-09-13 12:26 UTC.")
    assert.include(stdout, "Did you mean K0RDENT_MGMT_KUBECONFIG_PATH?")
    assert.notInclude(stdout, "hush")
    const broken = yield* runProgram({ ...env, HTTPS_PROXY: "ftp://x", K0RDENT_MGMT_CONTEXT: "y" }, ["doctor"])
    assert.include(broken.stdout, 'There is no context "y" (K0RDENT_MGMT_CONTEXT)')
    assert.include(broken.stdout, 'did you mean "x"?')
  })
)

it.live("the doctor ends with 1 where nothing answers", () =>
  Effect.gen(function* () {
    const env = { K0RDENT_MGMT_KUBECONFIG_PATH: yield* kubeconfigFor("http://127.0.0.1:1") }
    const { code, stdout } = yield* runProgram(env, ["doctor", "--json"])
    assert.strictEqual(code, 1)
    assert.include(stdout, "the connection was refused")
  })
)
