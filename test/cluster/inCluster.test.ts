import { mkdir, rename, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Option } from "effect"
import { Kube } from "../../src/kube/Kube.ts"
import { layerKube } from "../../src/kube/layer.ts"
import { textAt } from "../contract/readers.ts"
import { folder } from "../support/files.ts"
import { ControlPlane, startsWithin } from "./support/ControlPlane.ts"
import { grantEverywhere } from "./support/rbac.ts"

/** A service account's volume as the kubelet writes it: a new version takes the place of the old one at once. */
const makeVolume = Effect.gen(function* () {
  const volume = yield* folder
  let version = 0
  const write = (files: Readonly<Record<string, string>>) =>
    Effect.promise(async () => {
      const next = join(volume, `..version-${++version}`)
      await mkdir(next)
      for (const [name, text] of Object.entries(files)) await writeFile(join(next, name), text)
      await symlink(next, join(volume, "..next"))
      await rename(join(volume, "..next"), join(volume, "..data"))
      for (const name of Object.keys(files)) {
        await symlink(join("..data", name), join(volume, name)).catch(() => undefined)
      }
    })
  return { volume, write }
})

layer(ControlPlane.layer(), { timeout: startsWithin, excludeTestServices: true })("in a pod", (it) => {
  it.effect("the service account is used, its rotated token at once, and no namespace where there is none", () =>
    Effect.gen(function* () {
      const { admin, asked, config, freshNamespace } = yield* ControlPlane
      const namespace = yield* freshNamespace
      const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`
      const accountNamed = Effect.fnUntraced(function* (name: string) {
        yield* admin.send("POST", accounts, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } })
        yield* grantEverywhere(admin, { kind: "ServiceAccount", name, namespace })
        const token = yield* admin.send("POST", `${accounts}/${name}/token`, {
          apiVersion: "authentication.k8s.io/v1",
          kind: "TokenRequest",
          spec: { expirationSeconds: 3600 }
        })
        return textAt(token, "status.token")
      })
      const ca = Buffer.from(config.caData, "base64").toString()
      const { volume, write } = yield* makeVolume
      yield* write({ "ca.crt": ca, token: `${yield* accountNamed("pod")}\n` })
      const server = new URL(config.server)
      const environment = { KUBERNETES_SERVICE_HOST: server.hostname, KUBERNETES_SERVICE_PORT: server.port }
      const settings = { environment, serviceAccountDirectory: volume }
      const kube = Context.get(yield* Layer.build(layerKube(settings)), Kube)
      yield* kube.listClusterDeployments({ namespace })
      assert.isTrue(Option.isNone(yield* kube.contextNamespace))

      yield* write({ "ca.crt": ca, namespace: `${namespace}\n`, token: yield* accountNamed("rotated") })
      yield* kube.listClusterDeployments({ namespace })
      assert.deepStrictEqual(yield* kube.contextNamespace, Option.some(namespace))
      const users = (yield* asked)
        .filter(({ path }) => path.includes(`/${namespace}/clusterdeployments`))
        .map(({ user }) => user)
      const account = (name: string) => `system:serviceaccount:${namespace}:${name}`
      assert.deepStrictEqual([...new Set(users)], [account("pod"), account("rotated")])

      // An empty kubeconfig says nothing, and does not stand in the way of the service account.
      const empty = join(volume, "empty")
      yield* Effect.promise(() => writeFile(empty, "# nothing yet\n"))
      const beside = { ...settings, environment: { ...environment, KUBECONFIG: empty } }
      const again = Context.get(yield* Layer.build(layerKube(beside)), Kube)
      yield* again.listClusterDeployments({ namespace })

      yield* write({ "ca.crt": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", token: "x" })
      assert.include((yield* Effect.flip(kube.listClusterDeployments({ namespace }))).message, "ca.crt")
    })
  )
})
