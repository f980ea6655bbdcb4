import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { explain } from "../../src/kube/errors/explain.ts"
import { Kube } from "../../src/kube/Kube.ts"
import { layerKube } from "../../src/kube/layer.ts"
import type { KubeSettings } from "../../src/kube/settings.ts"
import { secureFakeApi } from "./fakeApi.ts"
import { directory, kubeconfig } from "./support.ts"

/** What is said where nothing can be reached, remedy and all. */
const refusal = Effect.fnUntraced(function* (settings: Partial<KubeSettings>) {
  const kube = Context.get(yield* Layer.build(layerKube({ environment: {}, ...settings })), Kube)
  return explain(yield* Effect.flip(kube.listClusterDeployments({})))
})

describe("a place where no kubeconfig is", () => {
  const paths: ReadonlyArray<readonly [path: string, says: string]> = [
    [" /k", "begins or ends with a blank"],
    ['"/k"', "is in quotes"],
    ["$HOME/.kube/config", "holds a variable"],
    ["%USERPROFILE%/.kube/config", "holds a variable"],
    ["C:\\Users\\me\\.kube\\config", "is a path of Windows"],
    ["file:///k", "is a URL"],
    ["apiVersion: v1", "is a kubeconfig itself"],
    ["~me/k", "Only ~/ at its beginning"],
    ["/a:/b", "names several files"],
    ["/a,/b", "names several files"],
    ["/no/such/", "ends with a slash"],
    ["no/such", "The path is relative"]
  ]
  it.live.each(paths)("is told with what is odd about it: %j", ([kubeconfigPath, says]) =>
    Effect.gen(function* () {
      const said = yield* refusal({ kubeconfigPath })
      assert.include(said, says)
      assert.include(said, "set K0RDENT_MGMT_KUBECONFIG_PATH to the path of a kubeconfig")
    })
  )

  const lists: ReadonlyArray<readonly [list: string, says: string]> = [
    ["C:\\Users\\me\\.kube\\config", "is a path of Windows"],
    ["/a;/b", 'separated by ":"'],
    ["$HOME/.kube/config", "holds a variable"],
    ["/no/a:/no/b", "None of the kubeconfigs /no/a, /no/b (KUBECONFIG) exists"],
    ["::", "KUBECONFIG names no file"],
    ["/dev/null", "is empty: it has no cluster, user or context"],
    ["/dev/zero", "is not a regular file"],
    [" ", "begins or ends with a blank"]
  ]
  it.live.each(lists)("is told where KUBECONFIG names it, and the usual place is no substitute: %j", ([list, says]) =>
    Effect.gen(function* () {
      const home = yield* directory
      mkdirSync(join(home, ".kube"))
      writeFileSync(join(home, ".kube", "config"), kubeconfig("https://127.0.0.1:1"))
      assert.include(yield* refusal({ environment: { KUBECONFIG: list, HOME: home } }), says)
    })
  )

  it.live("is told as a link, where it is one, and as a pod's, where the token is missing", () =>
    Effect.gen(function* () {
      const home = yield* directory
      mkdirSync(join(home, ".kube"))
      symlinkSync("/gone", join(home, ".kube", "config"))
      const environment = { HOME: home, KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" }
      const said = yield* refusal({ environment, serviceAccountDirectory: home })
      assert.include(said, "is a link to /gone, which does not exist")
      assert.include(said, "automountServiceAccountToken")
    })
  )
})

describe("the null device", () => {
  it.live("is an empty file among several, as for kubectl", () =>
    Effect.gen(function* () {
      const api = yield* secureFakeApi
      const path = join(yield* directory, "kubeconfig")
      writeFileSync(path, kubeconfig(api.url, { token: "t" }))
      const environment = { KUBECONFIG: ["/dev/null", path].join(delimiter) }
      const kube = Context.get(yield* Layer.build(layerKube({ environment })), Kube)
      assert.deepStrictEqual((yield* kube.listClusterDeployments({})).items, [])
    })
  )
})

describe("a pod's service account", () => {
  it.live("is no substitute for a context that was asked for", () =>
    Effect.gen(function* () {
      const serviceAccountDirectory = yield* directory
      writeFileSync(join(serviceAccountDirectory, "token"), "hush")
      const environment = { KUBERNETES_SERVICE_HOST: "127.0.0.1", KUBERNETES_SERVICE_PORT: "1" }
      const said = yield* refusal({ environment, serviceAccountDirectory, context: "prod" })
      assert.include(said, 'There is no context "prod" (K0RDENT_MGMT_CONTEXT)')
      assert.include(said, "unset K0RDENT_MGMT_CONTEXT")
    })
  )
})

describe("what is said of a login", () => {
  it.live("names the user and the proof that the API server refuses, and when its certificate expired", () =>
    Effect.gen(function* () {
      const api = yield* secureFakeApi
      api.answers.list = (response) => void response.writeHead(401).end()
      const folder = yield* directory
      writeFileSync(join(folder, "token"), "hush")
      const kubeconfigPath = join(folder, "kubeconfig")
      writeFileSync(kubeconfigPath, kubeconfig(api.url, { tokenFile: "token" }))
      const said = yield* refusal({ kubeconfigPath })
      assert.include(said, `(the user "ada", by the token in ${join(folder, "token")})`)
      assert.include(said, "have a new token written into")
      assert.notInclude(said, "hush")
    })
  )

  it.live("tells an impersonation that is refused from a right that is missing", () =>
    Effect.gen(function* () {
      const api = yield* secureFakeApi
      const message = 'users "boss" is forbidden: User "ada" cannot impersonate resource "users" in API group ""'
      api.answers.list = (response) =>
        void response.writeHead(403).end(JSON.stringify({ kind: "Status", code: 403, message }))
      const kubeconfigPath = join(yield* directory, "kubeconfig")
      writeFileSync(kubeconfigPath, kubeconfig(api.url, { token: "t", as: "boss" }))
      const said = yield* refusal({ kubeconfigPath })
      assert.include(said, 'User "ada" cannot impersonate')
      assert.include(said, "grant the verb impersonate")
    })
  )
})
