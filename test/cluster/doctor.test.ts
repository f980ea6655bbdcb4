import { assert, layer } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { stringify } from "yaml"
import { kubeconfigFile } from "../support/files.ts"
import { runProgram } from "../support/program.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { grantEverywhere, grantIn } from "./support/rbac.ts"

const Report = Schema.fromJsonString(
  Schema.Struct({
    ok: Schema.Boolean,
    findings: Schema.Array(
      Schema.Struct({
        check: Schema.String,
        level: Schema.Literals(["ok", "warning", "error"]),
        says: Schema.String,
        remedy: Schema.optionalKey(Schema.String)
      })
    )
  })
)
const decodeReport = Schema.decodeUnknownSync(Report)

/** What the doctor says with a kubeconfig, and that everything it minds has its remedy. */
const examine = Effect.fnUntraced(function* (
  kubeconfig: string,
  options: { readonly args?: ReadonlyArray<string>; readonly env?: Readonly<Record<string, string>> } = {}
) {
  // Everybody may ask for his rights, once the API server has read its own roles.
  yield* (yield* ControlPlane).ready
  const env = { K0RDENT_MGMT_KUBECONFIG_PATH: kubeconfig, ...options.env }
  const { code, stdout } = yield* runProgram(env, ["doctor", "--json", ...(options.args ?? [])])
  const report = decodeReport(stdout)
  assert.strictEqual(code, report.ok ? 0 : 1)
  for (const { level, remedy } of report.findings) assert.strictEqual(remedy === undefined, level === "ok")
  const about = (check: string) => report.findings.filter((finding) => finding.check === check)
  const levels = (check: string) => about(check).map(({ level }) => level)
  const said = (check: string) =>
    about(check)
      .map(({ remedy = "", says }) => `${says} ${remedy}`)
      .join("\n")
  return { code, levels, said, stdout }
})

const kubeconfigWith = (cluster: object, user: object) =>
  kubeconfigFile(
    stringify({
      clusters: [{ name: "mgmt", cluster }],
      users: [{ name: "ada@example.com", user }],
      contexts: [{ name: "prod", context: { cluster: "mgmt", user: "ada@example.com" } }],
      "current-context": "prod"
    })
  )

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("the doctor", (it) => {
  it.effect("finds nothing to mind where the documented rights are granted everywhere", () =>
    Effect.gen(function* () {
      const { addUser, admin } = yield* ControlPlane
      const { kubeconfigPath } = yield* addUser("everywhere")
      yield* grantEverywhere(admin, { kind: "User", name: "everywhere" })
      const { code, levels, said } = yield* examine(kubeconfigPath)
      assert.strictEqual(code, 0)
      assert.deepStrictEqual(levels("rights"), ["ok", "ok"])
      assert.include(said("identity"), 'taken for "everywhere"')
      assert.match(said("API server"), /version v1\.\d+/u)
      assert.include(said("k0rdent"), "v1beta1")
      assert.include(said("TLS"), "certificate-authority")
    })
  )

  it.effect("warns where the rights reach some namespaces alone, or no events", () =>
    Effect.gen(function* () {
      const { addUser, admin, freshNamespace } = yield* ControlPlane
      const namespace = yield* freshNamespace
      const some = yield* addUser("some")
      yield* grantIn(admin, namespace, { kind: "User", name: "some" })
      const inSome = yield* examine(some.kubeconfigPath, { args: ["--namespace", namespace] })
      assert.strictEqual(inSome.code, 0)
      assert.deepStrictEqual(inSome.levels("rights"), ["warning", "warning"])
      assert.include(inSome.said("rights"), `"${namespace}"`)
      assert.include(inSome.said("rights"), `CLUSTER_GLOBAL_NAMESPACE=${namespace}`)
      const told = yield* examine(some.kubeconfigPath, { env: { CLUSTER_GLOBAL_NAMESPACE: namespace } })
      assert.strictEqual(told.code, 0)
      assert.notInclude(told.said("rights"), "CLUSTER_GLOBAL_NAMESPACE")
      // Nobody has to say where a service account is at home.
      const robot = yield* addUser(`system:serviceaccount:${namespace}:robot`)
      yield* grantIn(admin, namespace, { kind: "ServiceAccount", name: "robot", namespace })
      const atHome = yield* examine(robot.kubeconfigPath)
      assert.strictEqual(atHome.code, 0)
      assert.include(atHome.said("rights"), `granted in "${namespace}" only`)
      const deaf = yield* addUser("deaf")
      yield* grantEverywhere(admin, { kind: "User", name: "deaf" }, ["events"])
      const withoutEvents = yield* examine(deaf.kubeconfigPath)
      assert.strictEqual(withoutEvents.code, 0)
      assert.deepStrictEqual(withoutEvents.levels("rights"), ["ok", "warning"])
    })
  )

  it.effect("says which right to bind where there is none", () =>
    Effect.gen(function* () {
      const { addUser } = yield* ControlPlane
      const { kubeconfigPath } = yield* addUser("nobody")
      const { code, levels, said } = yield* examine(kubeconfigPath)
      assert.strictEqual(code, 1)
      assert.deepStrictEqual(levels("rights"), ["error", "warning"])
      assert.include(said("rights"), 'resources: ["clusterdeployments"]')
    })
  )

  it.effect("tells what is wrong with a login, and no secret of it", () =>
    Effect.gen(function* () {
      const { config } = yield* ControlPlane
      const cluster = { server: config.server, "certificate-authority-data": config.caData }
      const refused = yield* examine(yield* kubeconfigWith(cluster, { token: "hush-hush-hush" }))
      assert.strictEqual(refused.code, 1)
      assert.include(refused.said("API server"), "401")
      assert.notInclude(refused.stdout, "hush")
      const broken = yield* examine(yield* kubeconfigWith(cluster, { token: 42 }))
      assert.deepStrictEqual(broken.levels("kubeconfig"), ["error"])
      const plain = yield* examine(yield* kubeconfigWith({ server: "http://127.0.0.1:1" }, { token: "hush" }), {
        env: { HTTPS_PROXY: "http://me:hush@proxy.test:3128" }
      })
      assert.strictEqual(plain.code, 1)
      assert.deepStrictEqual([plain.levels("TLS"), plain.levels("credentials")], [["warning"], ["warning"]])
      assert.include(plain.said("MCP client"), "HTTPS_PROXY")
      assert.notInclude(plain.stdout, "hush")
    })
  )
})
