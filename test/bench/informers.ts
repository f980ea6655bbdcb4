import {
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer
} from "@kubernetes/client-node"
import { Effect } from "effect"
import { finish, ready } from "./report.ts"
import { clusterNames, lastReason, namespaces } from "./workload.ts"

// The rival: what one writes with the client library's informers, two for each of fifty subscriptions. Nothing is filtered or
// told: it only has to see everything.
const config = new KubeConfig()
config.loadFromFile(process.argv[2] ?? "")
const objects = config.makeApiClient(CustomObjectsApi)
const core = config.makeApiClient(CoreV1Api)
const group = "k0rdent.mirantis.com"
const done = new Set<string>()
const subscriptions = namespaces.flatMap((namespace) => clusterNames.map((name) => ({ namespace, name })))

await Promise.all(
  subscriptions.map(async ({ namespace, name }) => {
    const clusters = makeInformer<KubernetesObject>(
      config,
      `/apis/${group}/v1beta1/namespaces/${namespace}/clusterdeployments`,
      async () => {
        const list: KubernetesListObject<KubernetesObject> = await objects.listNamespacedCustomObject({
          group,
          version: "v1beta1",
          namespace,
          plural: "clusterdeployments"
        })
        return list
      }
    )
    const events = makeInformer(config, `/api/v1/namespaces/${namespace}/events`, () =>
      core.listNamespacedEvent({ namespace })
    )
    events.on("add", (event) => {
      if (event.reason === lastReason) done.add(`${namespace}/${name}`)
    })
    await Promise.all([clusters.start(), events.start()])
  })
)
const baseline = await Effect.runPromise(ready)
await Effect.runPromise(
  Effect.repeat(Effect.sleep("5 millis"), { while: () => Effect.succeed(done.size < subscriptions.length) })
)
await Effect.runPromise(finish(baseline))
process.exit(0)
