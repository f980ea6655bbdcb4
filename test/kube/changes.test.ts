import { execFileSync } from "node:child_process"
import { renameSync, utimesSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, Logger } from "effect"
import { Kube } from "../../src/kube/Kube.ts"
import { layerKube } from "../../src/kube/layer.ts"
import type { KubeSettings } from "../../src/kube/settings.ts"
import { certificate } from "./certificate.ts"
import { type Answer, cluster, secureFakeApi, status } from "./fakeApi.ts"
import { directory, file, kubeconfig, quick, subscribe, until } from "./support.ts"

const kubeWith = (settings: Partial<KubeSettings>) =>
  Effect.map(Layer.build(layerKube({ environment: {}, ...quick, ...settings })), Context.get(Kube))

const past = 1_700_000_000

/** Writes a text of the same length without a trace: only reading the file can tell. */
const overwrite = (path: string, text: string) => {
  writeFileSync(path, text)
  utimesSync(path, past, past)
}

describe("a kubeconfig that changes", () => {
  it.live("counts from the next request on, and a running watch keeps the connection it has", () =>
    Effect.gen(function* () {
      const before = yield* secureFakeApi
      const after = yield* secureFakeApi
      const kubeconfigPath = yield* file(kubeconfig(before.url, { token: "one" }))
      const kube = yield* kubeWith({ kubeconfigPath })
      const subscriber = yield* subscribe(kube.watchClusterDeployments("prod"))
      yield* until(() => before.watches.size === 1)
      writeFileSync(kubeconfigPath, kubeconfig(after.url, { token: "two" }))
      yield* kube.listClusterDeployments({})
      assert.deepStrictEqual(
        after.seen.map(({ authorization }) => authorization),
        ["Bearer two"]
      )
      for (const watch of before.watches) watch.send("ADDED", cluster("demo", "2"))
      yield* until(() => subscriber.signals.length === 2)
      assert.deepStrictEqual(subscriber.tags(), ["Synced", "Upserted"])
      // What is opened anew goes where the kubeconfig leads now.
      for (const watch of before.watches) watch.end()
      yield* until(() => after.watches.size === 1)
    })
  )

  it.live("is noticed in each file of KUBECONFIG, also where one appears", () =>
    Effect.gen(function* () {
      const api = yield* secureFakeApi
      const folder = yield* directory
      const [first, second] = [join(folder, "first"), join(folder, "second")]
      writeFileSync(second, kubeconfig(api.url, { token: "second" }))
      const kube = yield* kubeWith({ environment: { KUBECONFIG: [first, second].join(delimiter) } })
      yield* kube.listClusterDeployments({})
      writeFileSync(first, kubeconfig(api.url, { token: "first" }))
      yield* kube.listClusterDeployments({})
      // As editors and kubelets write: another file takes the name.
      writeFileSync(join(folder, "new"), kubeconfig(api.url, { token: "third" }))
      renameSync(join(folder, "new"), first)
      yield* kube.listClusterDeployments({})
      assert.deepStrictEqual(
        api.seen.map(({ authorization }) => authorization),
        ["Bearer second", "Bearer first", "Bearer third"]
      )
    })
  )

  it.live("does not make way for a pod's service account while it is empty for a moment", () =>
    Effect.gen(function* () {
      const api = yield* secureFakeApi
      const serviceAccountDirectory = yield* directory
      for (const [name, text] of [
        ["token", "pod"],
        ["ca.crt", certificate]
      ] as const) {
        writeFileSync(join(serviceAccountDirectory, name), text)
      }
      const KUBECONFIG = yield* file(kubeconfig(api.url, { token: "one" }))
      const { hostname, port } = new URL(api.url)
      const environment = { KUBECONFIG, KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port }
      const kube = yield* kubeWith({ environment, serviceAccountDirectory })
      yield* kube.listClusterDeployments({})
      writeFileSync(KUBECONFIG, "")
      yield* kube.listClusterDeployments({})
      writeFileSync(KUBECONFIG, kubeconfig(api.url, { token: "two" }))
      yield* kube.listClusterDeployments({})
      assert.deepStrictEqual(
        api.seen.map(({ authorization }) => authorization),
        ["Bearer one", "Bearer one", "Bearer two"]
      )
    })
  )

  it.live("is noticed in the file of its certificate authority", () =>
    Effect.gen(function* () {
      const api = yield* secureFakeApi
      const ca = yield* file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "ca.pem")
      const fields = { "certificate-authority-data": null, "certificate-authority": ca }
      const kube = yield* kubeWith({ kubeconfigPath: yield* file(kubeconfig(api.url, {}, fields)) })
      assert.include((yield* Effect.flip(kube.listClusterDeployments({}))).message, "no valid PEM certificate")
      writeFileSync(ca, certificate)
      yield* kube.listClusterDeployments({})
    })
  )

  const doubts: ReadonlyArray<readonly [what: string, answer: Answer]> = [
    ["the rights are missing (403)", status(403)],
    ["the CRD is missing (404)", status(404)],
    ["it is sent elsewhere", (response) => void response.writeHead(302, { location: "https://a.test/" }).end()],
    ["the answer is not Kubernetes' own", (response) => void response.end("<html>")],
    ["the connection breaks", (response) => void response.socket?.destroy()]
  ]
  for (const [what, answer] of doubts) {
    it.live(`is read again once ${what}, although no trace of a change is seen`, () =>
      Effect.gen(function* () {
        const api = yield* secureFakeApi
        const kubeconfigPath = yield* file(kubeconfig(api.url, { token: "one" }))
        utimesSync(kubeconfigPath, past, past)
        const usual = api.answers.list
        api.answers.list = (response, seen) => (seen.authorization === "Bearer two" ? usual : answer)(response, seen)
        const kube = yield* kubeWith({ kubeconfigPath })
        yield* Effect.flip(kube.listClusterDeployments({}))
        overwrite(kubeconfigPath, kubeconfig(api.url, { token: "two" }))
        yield* kube.listClusterDeployments({})
        assert.strictEqual(api.seen.at(-1)?.authorization, "Bearer two")
      })
    )
  }
})

describe("a named pipe in the place of a file", () => {
  it.live("is refused with a sentence, and blocks nothing", () =>
    Effect.gen(function* () {
      const pipe = join(yield* directory, "pipe")
      execFileSync("mkfifo", [pipe])
      const began = performance.now()
      const asKubeconfig = yield* kubeWith({ kubeconfigPath: pipe })
      assert.include((yield* Effect.flip(asKubeconfig.listClusterDeployments({}))).message, "is not a regular file")
      const path = yield* file(kubeconfig("https://127.0.0.1:1", { tokenFile: pipe }))
      const asToken = yield* kubeWith({ kubeconfigPath: path })
      assert.include((yield* Effect.flip(asToken.listClusterDeployments({}))).message, "is not a regular file")
      assert.isBelow(performance.now() - began, 2000)
    })
  )
})

describe("credentials for a server that speaks plain http", () => {
  it.live("are withheld, which is said once", () =>
    Effect.gen(function* () {
      const said: Array<string> = []
      const logger = Logger.make(({ message }) => void said.push(String(message)))
      const kubeconfigPath = yield* file(kubeconfig("http://127.0.0.1:1", { token: "hush" }))
      const kube = yield* kubeWith({ kubeconfigPath })
      yield* Effect.gen(function* () {
        for (let asked = 0; asked < 3; asked++) yield* Effect.flip(kube.listClusterDeployments({}))
      }).pipe(Effect.provide(Logger.layer([logger])))
      const withheld = said.filter((line) => line.includes("plain http"))
      assert.strictEqual(withheld.length, 1)
      assert.notInclude(withheld.join(""), "hush")
    })
  )
})
