import { createServer } from "node:http"
import { networkInterfaces } from "node:os"
import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { kubeFor } from "./support.ts"

const loopback = Object.entries(networkInterfaces()).find(([, addresses]) =>
  addresses?.some(({ address }) => address === "::1")
)?.[0]

const server = Effect.acquireRelease(
  Effect.callback<{ readonly port: number; readonly hosts: Array<string | undefined>; readonly close: () => void }>(
    (resume) => {
      const hosts: Array<string | undefined> = []
      const listening = createServer((request, response) => {
        hosts.push(request.headers.host)
        response.end(JSON.stringify({ kind: "List", metadata: { resourceVersion: "1" }, items: [] }))
      }).listen(0, "::1", () => {
        const address = listening.address()
        const port = typeof address === "object" && address !== null ? address.port : 0
        resume(Effect.succeed({ port, hosts, close: () => listening.close() }))
      })
    }
  ),
  ({ close }) => Effect.sync(close)
)

it.live.skipIf(loopback === undefined)("an address with a zone is reached by it, and named without it", () =>
  Effect.gen(function* () {
    const { hosts, port } = yield* server
    const kube = yield* kubeFor(`http://[::1%25${loopback}]:${port}`)
    yield* kube.listClusterDeployments({})
    assert.deepStrictEqual(hosts, [`[::1]:${port}`])
  })
)
