import { assert, describe, it } from "vitest"
import type { KubeObject } from "../../src/domain/recording.ts"
import { items, openWatch, readJson, statusOf, textAt, type WatchLine } from "./readers.ts"

/** An API server, real or simulated, as far as this project relies on it. */
export interface ApiServerUnderTest {
  /** `fetch` of a path of this server, with credentials that may read everything. */
  readonly fetch: (path: string, init?: { readonly signal?: AbortSignal }) => Promise<Response>
  /** Creates or replaces. */
  readonly put: (object: KubeObject) => Promise<void>
  readonly remove: (resource: "clusterdeployments" | "events", namespace: string, name: string) => Promise<void>
  /** An empty namespace of a test's own. */
  readonly freshNamespace: () => Promise<string>
  /** Forgets all watch history and all older states, where the server can be made to. */
  readonly compact?: () => Promise<void>
}

const group = "/apis/k0rdent.mirantis.com/v1beta1"
const clusters = (namespace: string, query = "") => `${group}/namespaces/${namespace}/clusterdeployments${query}`
const events = (namespace: string, query = "") => `/api/v1/namespaces/${namespace}/events${query}`

export const clusterDeployment = (
  namespace: string,
  name: string,
  labels: { readonly [key: string]: string } = {},
  message = "step 0"
): KubeObject => ({
  apiVersion: "k0rdent.mirantis.com/v1beta1",
  kind: "ClusterDeployment",
  metadata: { name, namespace, labels, annotations: { message } },
  spec: { template: "azure-standalone-cp-1-0-15", credential: "azure", dryRun: false }
})

export const kubeEvent = (namespace: string, name: string, about: string, reason = "Provisioned"): KubeObject => ({
  apiVersion: "v1",
  kind: "Event",
  metadata: { name, namespace },
  involvedObject: { apiVersion: "cluster.x-k8s.io/v1beta1", kind: "Cluster", namespace, name: about },
  type: "Normal",
  reason,
  message: `${about} is provisioned`,
  source: { component: "cluster-controller" },
  firstTimestamp: "2026-01-01T00:00:00Z",
  lastTimestamp: "2026-01-01T00:00:05Z",
  count: 2
})

const told = (lines: ReadonlyArray<WatchLine>) =>
  lines.map(({ object, type }) => `${type} ${textAt(object, "metadata.name")}`)

/** The behaviours that the project's own client, and its users' kubectl, rely on. */
export const apiServerContract = (name: string, server: () => ApiServerUnderTest): void => {
  const get = async (path: string) => readJson(await server().fetch(path))
  const versionNow = async (namespace: string) => textAt(await get(clusters(namespace)), "metadata.resourceVersion")
  const watch = (path: string) => openWatch((signal) => server().fetch(path, { signal }))
  const put = (object: KubeObject) => server().put(object)
  const three = async () => {
    const namespace = await server().freshNamespace()
    for (const name of ["blue", "green", "red"]) await put(clusterDeployment(namespace, name, { tier: name }))
    return namespace
  }

  describe(`${name}: get and list`, () => {
    it("fills in uid, resourceVersion and creationTimestamp", async () => {
      const namespace = await three()
      const object = await get(clusters(namespace, "/blue"))
      for (const field of ["uid", "resourceVersion", "creationTimestamp"]) {
        assert.match(textAt(object, `metadata.${field}`), /./u, field)
      }
    })

    it("answers an unknown object with a Status that names it", async () => {
      const namespace = await server().freshNamespace()
      const response = await server().fetch(clusters(namespace, "/nope"))
      assert.strictEqual(response.status, 404)
      assert.deepStrictEqual(await readJson(response), {
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: 'clusterdeployments.k0rdent.mirantis.com "nope" not found',
        reason: "NotFound",
        details: { name: "nope", group: "k0rdent.mirantis.com", kind: "clusterdeployments" },
        code: 404
      })
    })

    it("answers an unknown resource of a custom group in plain text", async () => {
      const response = await server().fetch(`${group}/namespaces/default/clusterdeploymentz`)
      assert.strictEqual(response.status, 404)
      assert.strictEqual(await response.text(), "404 page not found\n")
    })

    it("lists one namespace, or all", async () => {
      const [namespace, other] = [await three(), await three()]
      const one = await get(clusters(namespace))
      assert.strictEqual(textAt(one, "kind"), "ClusterDeploymentList")
      assert.deepStrictEqual(
        items(one).map((item) => textAt(item, "metadata.name")),
        ["blue", "green", "red"]
      )
      const namespaces = new Set(
        items(await get(`${group}/clusterdeployments`)).map((i) => textAt(i, "metadata.namespace"))
      )
      assert.isTrue(namespaces.has(namespace) && namespaces.has(other))
    })

    it("pages through a list as it stood at its first page", async () => {
      const namespace = await three()
      const first = await get(clusters(namespace, "?limit=2"))
      assert.strictEqual(items(first).length, 2)
      const token = textAt(first, "metadata.continue")
      assert.notStrictEqual(token, "")
      await put(clusterDeployment(namespace, "yellow"))
      const second = await get(clusters(namespace, `?limit=2&continue=${encodeURIComponent(token)}`))
      assert.deepStrictEqual(
        items(second).map((item) => textAt(item, "metadata.name")),
        ["red"]
      )
      assert.strictEqual(textAt(second, "metadata.continue"), "")
      assert.strictEqual(textAt(second, "metadata.resourceVersion"), textAt(first, "metadata.resourceVersion"))
    })

    it("accepts any version with resourceVersion=0, and refuses one that cannot be", async () => {
      const namespace = await three()
      assert.strictEqual(items(await get(clusters(namespace, "?resourceVersion=0"))).length, 3)
      assert.strictEqual((await server().fetch(clusters(namespace, "?resourceVersion=abc"))).status, 400)
    })

    const selections: ReadonlyArray<readonly [query: string, names: ReadonlyArray<string>]> = [
      ["fieldSelector=metadata.name=red", ["red"]],
      ["fieldSelector=metadata.name!=red", ["blue", "green"]],
      ["labelSelector=tier=blue", ["blue"]],
      ["labelSelector=tier!=blue", ["green", "red"]],
      ["labelSelector=tier in (blue, red)", ["blue", "red"]],
      ["labelSelector=tier notin (blue, red)", ["green"]],
      ["labelSelector=tier", ["blue", "green", "red"]],
      ["labelSelector=!tier", []],
      ["labelSelector=tier,tier!=green&fieldSelector=metadata.name!=red", ["blue"]]
    ]
    it("selects by fields and labels", async () => {
      const namespace = await three()
      for (const [query, names] of selections) {
        const list = await get(clusters(namespace, `?${query.replaceAll(" ", "%20").replaceAll("!", "%21")}`))
        assert.deepStrictEqual(
          items(list).map((item) => textAt(item, "metadata.name")),
          [...names],
          query
        )
      }
    })

    it("refuses selectors it does not understand with a Status", async () => {
      const bad = [
        "labelSelector=a in (",
        "labelSelector=a==b=c",
        "labelSelector==b",
        "fieldSelector=spec.template=x",
        "fieldSelector=x"
      ]
      for (const query of bad) {
        const status = statusOf(await get(clusters("default", `?${query.replaceAll(" ", "%20")}`)))
        assert.deepStrictEqual([status.code, status.reason], [400, "BadRequest"], query)
      }
    })

    it("refuses a continue token it did not hand out", async () => {
      assert.strictEqual((await server().fetch(clusters("default", "?limit=1&continue=abc"))).status, 400)
    })
  })

  describe(`${name}: watch`, () => {
    it("tells every change after the list's version, in order", async () => {
      const namespace = await three()
      const before = await versionNow(namespace)
      await put(clusterDeployment(namespace, "blue", { tier: "blue" }, "step 1"))
      await using lines = await watch(clusters(namespace, `?watch=true&resourceVersion=${before}`))
      await put(clusterDeployment(namespace, "yellow"))
      await server().remove("clusterdeployments", namespace, "green")
      const seen = await lines.take(3)
      assert.deepStrictEqual(told(seen), ["MODIFIED blue", "ADDED yellow", "DELETED green"])
      const versions = [before, ...seen.map(({ object }) => textAt(object, "metadata.resourceVersion"))].map(Number)
      assert.deepStrictEqual(
        versions,
        [...new Set(versions)].sort((a, b) => a - b)
      )
    })

    it("begins with what exists where no version is given", async () => {
      const namespace = await three()
      await using lines = await watch(clusters(namespace, "?watch=true"))
      assert.deepStrictEqual(told(await lines.take(3)), ["ADDED blue", "ADDED green", "ADDED red"])
    })

    it("marks the end of the initial events with a bookmark", async () => {
      const namespace = await three()
      const query = "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
      await using lines = await watch(clusters(namespace, query))
      const [, , , bookmark] = await lines.take(4)
      assert.strictEqual(bookmark?.type, "BOOKMARK")
      assert.strictEqual(textAt(bookmark?.object, "metadata.annotations.k8s\\.io/initial-events-end"), "true")
      assert.match(textAt(bookmark?.object, "metadata.resourceVersion"), /^\d+$/u)
    })

    it("refuses initial events without resourceVersionMatch", async () => {
      const status = statusOf(await get(clusters("default", "?watch=true&sendInitialEvents=true")))
      assert.deepStrictEqual([status.code, status.reason], [422, "Invalid"])
    })

    it("answers a forgotten version with 410 inside the stream, and ends it", async () => {
      const namespace = await three()
      await using lines = await watch(clusters(namespace, "?watch=true&resourceVersion=1"))
      const [error] = await lines.take(1)
      assert.strictEqual(error?.type, "ERROR")
      const status = statusOf(error?.object)
      assert.deepStrictEqual([status.code, status.reason, textAt(error?.object, "kind")], [410, "Expired", "Status"])
      assert.deepStrictEqual(await lines.rest(), [])
    })

    it("ends cleanly after timeoutSeconds", async () => {
      const namespace = await three()
      await using lines = await watch(clusters(namespace, "?watch=true&timeoutSeconds=1"))
      assert.deepStrictEqual(told(await lines.rest()), ["ADDED blue", "ADDED green", "ADDED red"])
    })

    it("turns changes into arrivals and departures for a selector", async () => {
      const namespace = await three()
      const query = `?watch=true&labelSelector=tier%3Dblue&resourceVersion=${await versionNow(namespace)}`
      await using lines = await watch(clusters(namespace, query))
      await put(clusterDeployment(namespace, "blue", { tier: "grey" }))
      await put(clusterDeployment(namespace, "red", { tier: "blue" }))
      await put(clusterDeployment(namespace, "green", { tier: "black" }))
      await put(clusterDeployment(namespace, "red", { tier: "blue" }, "step 1"))
      const [left, ...others] = await lines.take(3)
      assert.deepStrictEqual(told([...(left === undefined ? [] : [left]), ...others]), [
        "DELETED blue",
        "ADDED red",
        "MODIFIED red"
      ])
      // The object as the selector knew it, at the version at which it left.
      assert.strictEqual(textAt(left?.object, "metadata.labels.tier"), "blue")
    })

    it("watches a single object by its name", async () => {
      const namespace = await three()
      await using lines = await watch(clusters(namespace, "?watch=true&fieldSelector=metadata.name%3Dred"))
      assert.deepStrictEqual(told(await lines.take(1)), ["ADDED red"])
      await put(clusterDeployment(namespace, "blue", {}, "step 1"))
      await put(clusterDeployment(namespace, "red", {}, "step 1"))
      assert.deepStrictEqual(told(await lines.take(1)), ["MODIFIED red"])
    })
  })

  describe(`${name}: events`, () => {
    it("lists and watches events by the object they are about", async () => {
      const namespace = await server().freshNamespace()
      await put(kubeEvent(namespace, "a.1", "demo"))
      await put(kubeEvent(namespace, "b.1", "demo-eu"))
      const list = await get(events(namespace, "?fieldSelector=involvedObject.name%3Ddemo"))
      assert.deepStrictEqual(
        items(list).map((item) => textAt(item, "metadata.name")),
        ["a.1"]
      )
      await using lines = await watch(
        events(namespace, `?watch=true&resourceVersion=${textAt(list, "metadata.resourceVersion")}`)
      )
      await put(kubeEvent(namespace, "a.2", "demo", "ControlPlaneReady"))
      await server().remove("events", namespace, "b.1")
      const seen = await lines.take(2)
      assert.deepStrictEqual(told(seen), ["ADDED a.2", "DELETED b.1"])
      assert.strictEqual(textAt(seen[0]?.object, "involvedObject.kind"), "Cluster")
    })

    it("shows the same events under events.k8s.io/v1", async () => {
      const namespace = await server().freshNamespace()
      await put(kubeEvent(namespace, "a.1", "demo"))
      const [event] = items(await get(`/apis/events.k8s.io/v1/namespaces/${namespace}/events`))
      assert.deepStrictEqual(
        ["regarding.name", "note", "deprecatedSource.component", "deprecatedLastTimestamp"].map((path) =>
          textAt(event, path)
        ),
        ["demo", "demo is provisioned", "cluster-controller", "2026-01-01T00:00:05Z"]
      )
    })
  })

  describe(`${name}: compaction`, () => {
    it("answers 410 to whoever comes back with what is forgotten", async (context) => {
      const { compact } = server()
      if (compact === undefined) return context.skip()
      const namespace = await three()
      const page = await get(clusters(namespace, "?limit=1"))
      const version = textAt(page, "metadata.resourceVersion")
      await put(clusterDeployment(namespace, "blue", {}, "step 1"))
      await compact()
      await using lines = await watch(clusters(namespace, `?watch=true&resourceVersion=${version}`))
      assert.deepStrictEqual(
        (await lines.take(1)).map(({ object }) => statusOf(object).code),
        [410]
      )

      const token = encodeURIComponent(textAt(page, "metadata.continue"))
      const expired = await get(clusters(namespace, `?limit=1&continue=${token}`))
      assert.deepStrictEqual([statusOf(expired).code, statusOf(expired).reason], [410, "Expired"])
      // With the token of that answer the rest of the list can still be had, as it stands now.
      const rest = encodeURIComponent(textAt(expired, "metadata.continue"))
      assert.deepStrictEqual(
        items(await get(clusters(namespace, `?continue=${rest}`))).map((item) => textAt(item, "metadata.name")),
        ["green", "red"]
      )
    })
  })
}
