import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Fiber, Option } from "effect"
import { explain } from "../../src/kube/errors/explain.ts"
import { cluster, event, fakeApi, json, list, status } from "./fakeApi.ts"
import { advanceUntil, kubeFor, quick, until } from "./support.ts"

const secretBody =
  "denied for eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2ln, Bearer abc123, password=hunter2, -----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"

describe("a get", () => {
  it.live("finds the object", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.get = json(cluster("demo", "3"))
      const kube = yield* kubeFor(api.url, quick)
      const found = yield* kube.getClusterDeployment("prod", "demo")
      assert.strictEqual(Option.getOrUndefined(found)?.name, "demo")
      assert.strictEqual(
        api.seen[0]?.path,
        "/apis/k0rdent.mirantis.com/v1beta1/namespaces/prod/clusterdeployments/demo"
      )
    })
  )

  it.live("tells an absent object from an absent CRD", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      api.answers.get = status(404, { reason: "NotFound", details: { name: "demo", kind: "clusterdeployments" } })
      assert.isTrue(Option.isNone(yield* kube.getClusterDeployment("prod", "demo")))
      api.answers.get = (response) => void response.writeHead(404).end("404 page not found\n")
      const missing = yield* Effect.flip(kube.getClusterDeployment("prod", "demo"))
      assert.strictEqual(missing.reason, "notServed")
      api.answers.get = status(404, { message: "the server could not find the requested resource", details: {} })
      assert.strictEqual((yield* Effect.flip(kube.getClusterDeployment("prod", "demo"))).reason, "notServed")
    })
  )

  it.live("does not let a name become another path", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      assert.isTrue(Option.isNone(yield* kube.getClusterDeployment("prod", "..")))
      assert.isTrue(Option.isNone(yield* kube.getClusterDeployment("../test", "demo")))
      assert.strictEqual((yield* Effect.flip(kube.listClusterDeployments({ namespace: ".." }))).reason, "notFound")
      assert.strictEqual((yield* Effect.flip(kube.listEvents("a/b"))).reason, "notFound")
      assert.deepStrictEqual(api.seen, [])
    })
  )

  it.live("does not take another answer for a ClusterDeployment", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      api.answers.get = json({ kind: "Status", status: "Success" })
      assert.strictEqual((yield* Effect.flip(kube.getClusterDeployment("prod", "demo"))).reason, "protocol")
      api.answers.get = (response) => void response.end("<html>")
      assert.strictEqual((yield* Effect.flip(kube.getClusterDeployment("prod", "demo"))).reason, "protocol")
    })
  )
})

describe("an answer that is an error", () => {
  const cases: ReadonlyArray<readonly [code: number, headers: Record<string, string>, reason: string, waits?: number]> =
    [
      [400, {}, "server"],
      [410, {}, "expired"],
      [429, { "retry-after": "3" }, "throttled", 3000],
      [429, {}, "server"],
      [500, { "retry-after": "3" }, "server"],
      [503, { "retry-after": "2" }, "throttled", 2000],
      [503, {}, "server"],
      [302, { location: "https://evil.example" }, "protocol"]
    ]
  for (const [code, headers, reason, waits] of cases) {
    it.live(`${code} ${JSON.stringify(headers)} is told as ${reason}, without any secret`, () =>
      Effect.gen(function* () {
        const api = yield* fakeApi
        api.answers.list = status(code, { message: secretBody }, headers)
        const kube = yield* kubeFor(api.url, { ...quick, answerWaitLimit: Duration.zero })
        const error = yield* Effect.flip(kube.listClusterDeployments({ namespace: "prod" }))
        assert.deepStrictEqual([error.reason, error.retryAfterMs, error.status], [reason, waits, code])
        assert.notMatch(error.message, /eyJ|abc123|hunter2|MIIB/u)
        assert.isBelow(error.message.length, 500)
      })
    )
  }

  it.effect("that asks to wait is honoured for up to 10 s", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url)
      api.answers.get = status(503, {}, { "retry-after": "3" })
      const patient = yield* Effect.forkChild(kube.getClusterDeployment("prod", "demo"), { startImmediately: true })
      yield* until(() => api.count("get") === 1)
      api.answers.get = json(cluster("demo", "3"))
      const elapsed = yield* advanceUntil(() => patient.pollUnsafe() !== undefined)
      assert.isAtLeast(elapsed, 3000)
      assert.isTrue(Option.isSome(yield* Fiber.join(patient)))
      api.answers.list = status(503, {}, { "retry-after": "60" })
      assert.strictEqual((yield* Effect.flip(kube.listEvents("prod"))).reason, "throttled")
    })
  )

  it.live("is told although its body never ends", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = (response) => void response.writeHead(403).write(" ".repeat(70_000))
      const kube = yield* kubeFor(api.url, quick)
      assert.strictEqual((yield* Effect.flip(kube.listClusterDeployments({}))).reason, "forbidden")
    })
  )

  it.live("is not repeated where it is no Status: a proxy's page says nothing", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = (response) => void response.writeHead(502).end(`<html>${"hush".repeat(100_000)}</html>`)
      const kube = yield* kubeFor(api.url, quick)
      const error = yield* Effect.flip(kube.listClusterDeployments({}))
      assert.strictEqual(
        error.message,
        "The management cluster could not list clusterdeployments in all namespaces (502)"
      )
    })
  )
})

describe("a list", () => {
  it.live("is handed out page by page, and skips what it cannot read", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = list([cluster("a", "1"), { metadata: {} }, null], "9", "next")
      const kube = yield* kubeFor(api.url, quick)
      const page = yield* kube.listClusterDeployments({ limit: 3, continue: "before" })
      assert.deepStrictEqual([page.items.map(({ name }) => name), page.continue], [["a"], "next"])
      assert.strictEqual(api.seen[0]?.path, "/apis/k0rdent.mirantis.com/v1beta1/clusterdeployments")
      assert.strictEqual(api.seen[0]?.query.toString(), "limit=3&continue=before")
    })
  )

  it.live("of events is read to the end", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      api.answers.list = (response, seen) =>
        list(
          [event(`e${seen.query.get("continue")}`, "1", "2026-01-01T00:00:00Z")],
          "9",
          seen.query.has("continue") ? undefined : "more"
        )(response, seen)
      const kube = yield* kubeFor(api.url, quick)
      assert.strictEqual((yield* kube.listEvents("prod")).length, 2)
      assert.strictEqual(api.seen[0]?.path, "/api/v1/namespaces/prod/events")
    })
  )

  it.live("of events leaves out what cannot concern whoever asks", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const about = (name: string, kind: string, object: string) => ({
        ...event(name, "1", "2026-01-01T00:00:00Z"),
        involvedObject: { kind, name: object, namespace: "prod" }
      })
      const items = [about("a", "Pod", "kmc-own-0"), about("b", "Pod", "owner-0"), about("c", "Credential", "aws")]
      api.answers.list = list([...items, { metadata: {} }], "9")
      const kube = yield* kubeFor(api.url, quick)
      const found = yield* kube.listEvents("prod", {
        names: new Set(["own"]),
        neighbours: new Set(),
        isKept: (kind) => kind === "Credential",
        isTold: () => false
      })
      assert.deepStrictEqual(
        found.map(({ name }) => name),
        ["a", "c"]
      )
    })
  )

  it.live("has a deadline for its headers and another for its whole body", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, {
        requestTimeout: Duration.millis(700),
        headersTimeout: Duration.millis(200)
      })
      api.answers.list = () => {}
      const silent = yield* Effect.flip(kube.listClusterDeployments({}))
      assert.strictEqual(silent.reason, "transport")
      api.answers.list = (response) => void response.writeHead(200).write("{")
      const halfway = yield* Effect.flip(kube.listClusterDeployments({}))
      assert.match(explain(halfway), /did not answer completely within .*; see whether the API server is overloaded/u)
    })
  )

  it.live("shares its connection with the next ones", () =>
    Effect.gen(function* () {
      const api = yield* fakeApi
      const kube = yield* kubeFor(api.url, quick)
      for (let index = 0; index < 10; index++) yield* kube.listClusterDeployments({})
      // Two, where the next request is faster than the return of the first connection to the pool.
      assert.isAtMost(api.accepted, 2)
    })
  )
})
