import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { stringify } from "yaml"
import { textAt } from "../contract/readers.ts"
import { folder } from "../support/files.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { connect } from "./support/mcp.ts"
import { eventually } from "./support/patience.ts"
import { grantIn } from "./support/rbac.ts"
import { makeStage } from "./support/stage.ts"
import { clusterAt } from "./support/states.ts"

const write = (path: string, text: string) => Effect.promise(() => writeFile(path, text, { mode: 0o600 }))

/** A kubeconfig of this API server for a user of the test's own. */
const kubeconfigFor = Effect.fnUntraced(function* (user: object) {
  const { config } = yield* ControlPlane
  const path = join(yield* folder, "kubeconfig")
  yield* write(
    path,
    stringify({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "mgmt", cluster: { server: config.server, "certificate-authority-data": config.caData } }],
      users: [{ name: "me", user }],
      contexts: [{ name: "mgmt", context: { cluster: "mgmt", user: "me" } }],
      "current-context": "mgmt"
    })
  )
  return path
})

/** A namespace with a cluster, and a ServiceAccount with the documented Role. */
const scene = Effect.gen(function* () {
  const { admin, freshNamespace } = yield* ControlPlane
  const namespace = yield* freshNamespace
  const stage = makeStage(admin)
  yield* stage.apply(yield* clusterAt(namespace, "edge", "Provisioning"))
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "reader", namespace } }
  yield* admin.send("POST", accounts, account)
  yield* grantIn(admin, namespace, { kind: "ServiceAccount", name: "reader", namespace })
  return {
    target: { namespace, name: "edge" },
    stage,
    token: Effect.map(
      admin.send("POST", `${accounts}/reader/token`, {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: { expirationSeconds: 3600 }
      }),
      (request) => textAt(request, "status.token")
    ),
    /** Makes the account anew: tokens of the old one are worth nothing any more. */
    renew: Effect.gen(function* () {
      yield* admin.send("DELETE", `${accounts}/reader`)
      yield* admin.send("POST", accounts, account)
    })
  }
})

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("an identity", (it) => {
  it.effect("may be a certificate or a token: both are told the same", () =>
    Effect.gen(function* () {
      const { addUser, admin, asked } = yield* ControlPlane
      const { stage, target, token } = yield* scene
      const byCertificate = yield* addUser("ada")
      yield* grantIn(admin, target.namespace, { kind: "User", name: "ada" })
      const byToken = yield* kubeconfigFor({ token: yield* token })
      const servers = [yield* connect(byCertificate.kubeconfigPath), yield* connect(byToken)]
      const told = yield* Effect.forEach(servers, (server) => server.subscribe(target))
      for (const one of told) yield* one.update("the first update", () => true)
      yield* stage.apply(yield* clusterAt(target.namespace, "edge", "Ready"))
      for (const one of told) yield* one.update("the end", ({ terminal }) => terminal === true)
      const [first, second] = told.map(({ updates }) =>
        updates.map(({ message, phase, reason }) => ({ message, phase, reason }))
      )
      assert.deepStrictEqual(
        first?.map(({ phase }) => phase),
        ["Provisioning", "Ready"]
      )
      assert.deepStrictEqual(first?.at(-1), second?.at(-1))
      const users = new Set(
        (yield* asked).filter(({ path }) => path.includes(`/${target.namespace}/`)).map(({ user }) => user)
      )
      assert.deepStrictEqual([...users].toSorted(), ["ada", `system:serviceaccount:${target.namespace}:reader`])
    })
  )

  it.effect("whose token was rotated goes on with the new one, without a word", () =>
    Effect.gen(function* () {
      const { renew, target, token } = yield* scene
      const tokenFile = join(yield* folder, "token")
      yield* write(tokenFile, yield* token)
      const server = yield* connect(yield* kubeconfigFor({ tokenFile }))
      assert.strictEqual((yield* server.getState(target)).phase, "Provisioning")
      yield* renew
      // The API server remembers for some seconds whom it has let in; the new token does not help before it is in the file.
      const refusal = yield* eventually(
        "the old token to be refused",
        // A list is asked for each time; what was told of a cluster may be remembered for a while.
        server.list().pipe(
          Effect.as(undefined),
          Effect.catch((error) => Effect.succeed(error.message.includes("(401)") ? error : undefined))
        )
      )
      assert.match(refusal.message, /does not accept the credentials of the kubeconfig.*\(401\)/u)
      yield* write(tokenFile, yield* token)
      assert.strictEqual((yield* server.getState(target)).phase, "Provisioning")
      assert.notInclude(server.log(), "eyJ")
    })
  )
})
