import { type ChildProcess, execFile, spawn } from "node:child_process"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it, layer } from "@effect/vitest"
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js"
import { Effect, Schema } from "effect"
import { parse, parseAllDocuments, stringify } from "yaml"
import { textAt } from "../contract/readers.ts"
import { StrictClient } from "../mcp/schema.ts"
import { folder } from "../support/files.ts"
import { freePort } from "../support/ports.ts"
import { program } from "../support/program.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { kubectl } from "./support/kubectl.ts"
import { eventually } from "./support/patience.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

const helm = process.env["HELM"]
const chart = fileURLToPath(new URL("../../charts/k0rdent-mcp", import.meta.url))
const run = promisify(execFile)

/** What Helm makes of the chart. */
const render = (namespace: string, ...set: ReadonlyArray<string>) =>
  Effect.promise(async () => {
    const values = ["tokens.existingSecret=tokens", ...set].flatMap((one) => ["--set", one])
    const args = ["template", "test", chart, "--namespace", namespace, "--kube-version", "1.34.0", ...values]
    const { stdout } = await run(helm ?? "", args)
    return stdout
  })

const Rules = Schema.Array(
  Schema.Struct({
    apiGroups: Schema.Array(Schema.String),
    resources: Schema.Array(Schema.String),
    verbs: Schema.Array(Schema.String)
  })
)
const decodeRights = Schema.decodeUnknownSync(Rules)
const Manifest = Schema.Struct({
  kind: Schema.String,
  metadata: Schema.Struct({ name: Schema.String, namespace: Schema.optionalKey(Schema.String) }),
  rules: Schema.optionalKey(Rules),
  spec: Schema.optionalKey(Schema.Unknown)
})
const decodeManifest = Schema.decodeUnknownSync(Manifest)
const documents = (text: string): ReadonlyArray<unknown> =>
  parseAllDocuments(text).flatMap((document) => {
    const value: unknown = document.toJS()
    return value === null ? [] : [value]
  })
const manifests = (text: string) => documents(text).map((document) => decodeManifest(document))
const kindsOf = (text: string) =>
  manifests(text)
    .map(({ kind }) => kind)
    .toSorted()

const Deployed = Schema.Struct({
  template: Schema.Struct({
    spec: Schema.Struct({
      containers: Schema.NonEmptyArray(
        Schema.Struct({
          args: Schema.Array(Schema.String),
          env: Schema.Array(Schema.Struct({ name: Schema.String, value: Schema.String }))
        })
      )
    })
  })
})
const decodeDeployed = Schema.decodeUnknownSync(Deployed)

const PrometheusRules = Schema.Struct({
  groups: Schema.Array(
    Schema.Struct({ rules: Schema.Array(Schema.Struct({ alert: Schema.String, expr: Schema.String })) })
  )
})
const decodeRules = Schema.decodeUnknownSync(PrometheusRules)

describe.skipIf(helm === undefined)("the chart", () => {
  it.effect("has exactly the documented rights, in the whole cluster or in the namespaces that are named", () =>
    Effect.gen(function* () {
      const documented = manifests(yield* Effect.promise(() => readFile("docs/rbac.yaml", "utf8")))
      const rulesOf = (kind: string) => documented.find((document) => document.kind === kind)?.rules
      const wide = manifests(yield* render("monitoring"))
      assert.deepStrictEqual(wide.find(({ kind }) => kind === "ClusterRole")?.rules, rulesOf("ClusterRole"))
      const narrow = manifests(yield* render("monitoring", "rbac.clusterWide=false", "rbac.namespaces={a,b}"))
      const roles = narrow.filter(({ kind }) => kind === "Role")
      assert.deepStrictEqual(
        roles.map(({ metadata }) => metadata.namespace),
        ["a", "b"]
      )
      for (const { rules } of roles) assert.deepStrictEqual(rules, rulesOf("Role"))
      assert.isUndefined(narrow.find(({ kind }) => kind.startsWith("Cluster")))
      const text = yield* Effect.promise(() => readFile("docs/rbac.yaml", "utf8"))
      const more = [...text.matchAll(/^# {3}(.*)$/gmu)].map(([, line = ""]) => line).join("\n")
      const explaining = manifests(yield* render("monitoring", "rbac.explain=true"))
      assert.deepStrictEqual(explaining.find(({ kind }) => kind === "ClusterRole")?.rules, [
        ...(rulesOf("ClusterRole") ?? []),
        ...decodeRights(parse(more))
      ])
    })
  )

  it.effect("renders what is switched on, and refuses values that make no sense", () =>
    Effect.gen(function* () {
      const everything = yield* render(
        "monitoring",
        "metrics.serviceMonitor.enabled=true",
        "metrics.prometheusRule.enabled=true"
      )
      assert.includeMembers(kindsOf(everything), ["ServiceMonitor", "PrometheusRule", "NetworkPolicy", "Deployment"])
      assert.notInclude(kindsOf(yield* render("monitoring", "networkPolicy.enabled=false")), "NetworkPolicy")
      assert.match(
        yield* render("monitoring", "networkPolicy.extraEgress[0].ports[0].port=4318"),
        /egress:[\s\S]*- port: 4318/u
      )
      for (const wrong of [
        "tokens.existingSecret=",
        "rbac.clusterWide=false",
        "rbac.clusterWide=false,rbac.namespaces={Team_A}",
        "globalNamespace=kcm_system",
        "namespaceFilter=team-(",
        "limits.total=0",
        "limits.timeoutSeconds=7200,limits.timeoutMaxSeconds=3600",
        "logLevel=loud",
        "service.port=70000",
        "networkPolicy.apiServerPorts={}",
        "metrics.serviceMonitor.interval=often",
        "image.pullPolicy=Sometimes",
        "replicas=3"
      ]) {
        const failed = yield* Effect.exit(
          Effect.tryPromise(() =>
            run(helm ?? "", ["template", "test", chart, "--set", `tokens.existingSecret=t,${wrong}`])
          )
        )
        assert.strictEqual(failed._tag, "Failure", wrong)
      }
    })
  )

  it.live("alerts by metrics that there are", () =>
    Effect.gen(function* () {
      const text = yield* render("monitoring", "metrics.prometheusRule.enabled=true")
      const rule = manifests(text).find(({ kind }) => kind === "PrometheusRule")
      const rules = decodeRules(rule?.spec).groups.flatMap((group) => group.rules)
      assert.strictEqual(rules.length, 3)
      const port = yield* freePort
      const child = yield* Effect.acquireRelease(
        Effect.sync(() =>
          spawn(process.execPath, [program, "serve", "--metrics-port", String(port)], { stdio: "pipe" })
        ),
        (server) => Effect.sync(() => server.kill("SIGKILL"))
      )
      assert.isDefined(child.pid)
      const metrics = yield* eventually(
        "metrics",
        Effect.promise(() =>
          fetch(`http://127.0.0.1:${port}/metrics`).then(
            (answer) => answer.text(),
            () => undefined
          )
        )
      )
      for (const { expr } of rules) {
        const [name = ""] = /k0rdent_\w+/u.exec(expr) ?? []
        assert.match(metrics, new RegExp(`^# TYPE ${name} `, "mu"), expr)
      }
    })
  )
})

const skipped = helm === undefined || kubectl === undefined

describe.skipIf(skipped)("applied to an API server", () => {
  layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("the chart", (it) => {
    it.effect("lets a service account of exactly these rights be used over HTTP, with tokens that can be changed", () =>
      Effect.gen(function* () {
        const { admin, config, freshNamespace } = yield* ControlPlane
        const namespace = yield* freshNamespace
        yield* makeStage(admin).apply(yield* clusterAt(namespace, "edge", "Provisioning"))
        const path = yield* folder
        const file = (name: string, text: string) =>
          Effect.promise(() => writeFile(join(path, name), text, { mode: 0o600 }))
        const kubeconfig = (user: object) =>
          stringify({
            apiVersion: "v1",
            kind: "Config",
            clusters: [
              { name: "mgmt", cluster: { server: config.server, "certificate-authority-data": config.caData } }
            ],
            users: [{ name: "me", user }],
            contexts: [{ name: "mgmt", context: { cluster: "mgmt", user: "me" } }],
            "current-context": "mgmt"
          })
        yield* file(
          "admin",
          kubeconfig({
            "client-certificate-data": Buffer.from(config.certPem ?? "").toString("base64"),
            "client-key-data": Buffer.from(config.keyPem ?? "").toString("base64")
          })
        )
        const rendered = yield* render(namespace, "rbac.clusterWide=false", `rbac.namespaces={${namespace}}`)
        yield* file("chart.yaml", rendered)
        yield* Effect.promise(() =>
          run(kubectl ?? "", [
            "--kubeconfig",
            join(path, "admin"),
            "apply",
            "--server-side",
            "-f",
            join(path, "chart.yaml")
          ])
        )
        const account = manifests(rendered).find(({ kind }) => kind === "ServiceAccount")?.metadata.name ?? ""
        const grant = yield* admin.send("POST", `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenRequest",
          spec: { expirationSeconds: 3600 }
        })
        yield* file("kubeconfig", kubeconfig({ token: textAt(grant, "status.token") }))
        yield* file("tokens", "first-token-of-some-length\n")

        const deployment = manifests(rendered).find(({ kind }) => kind === "Deployment")
        const [container] = decodeDeployed(deployment?.spec).template.spec.containers
        const port = yield* freePort
        const metricsPort = yield* freePort
        const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]))
        const args = container.args.map((arg) =>
          arg === "0.0.0.0:8080" ? `0.0.0.0:${port}` : arg === "9090" ? String(metricsPort) : arg
        )
        const log: Array<string> = []
        yield* Effect.acquireRelease(
          Effect.sync((): ChildProcess => {
            const child = spawn(process.execPath, [program, ...args], {
              stdio: ["ignore", "ignore", "pipe"],
              env: {
                ...env,
                PATH: process.env["PATH"] ?? "",
                HOME: "/nonexistent",
                K0RDENT_MCP_TOKENS_FILE: join(path, "tokens"),
                K0RDENT_MGMT_KUBECONFIG_PATH: join(path, "kubeconfig")
              }
            })
            child.stderr.on("data", (text: Buffer) => log.push(String(text)))
            return child
          }),
          (child) => Effect.sync(() => child.kill("SIGKILL"))
        )
        yield* eventually(
          "the probe",
          Effect.promise(() =>
            fetch(`http://127.0.0.1:${metricsPort}/readyz`).then(
              (answer) => (answer.ok ? true : undefined),
              () => undefined
            )
          )
        )
        const phaseWith = (token: string) =>
          Effect.tryPromise(async () => {
            const client = new StrictClient({ name: "chart-test", version: "1.0.0" })
            const transport = new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`), {
              requestInit: { headers: { authorization: `Bearer ${token}` } }
            })
            await client.connect(transport)
            const { content } = await client.callTool({
              name: "k0rdent_mgmt_clusterDeployments_getState",
              arguments: { namespace, name: "edge" }
            })
            // Whoever asks for all gets those of the namespaces in which something may be read.
            const { structuredContent } = await client.callTool({ name: "k0rdent_mgmt_clusterDeployments_list" })
            assert.nestedPropertyVal(structuredContent, "clusters[0].name", "edge")
            await client.close()
            return JSON.stringify(content)
          })
        assert.include(yield* phaseWith("first-token-of-some-length"), "Provisioning", log.join(""))
        yield* file("tokens", "second-token-of-some-length\n")
        const second = yield* eventually(
          "the second token to be let in",
          phaseWith("second-token-of-some-length").pipe(Effect.catch(() => Effect.undefined))
        )
        assert.include(second, "Provisioning")
        assert.strictEqual((yield* Effect.exit(phaseWith("first-token-of-some-length")))._tag, "Failure")
      })
    )
  })
})
