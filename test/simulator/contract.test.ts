import { Effect, Exit, Scope } from "effect"
import { afterAll, beforeAll } from "vitest"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { type ApiServerUnderTest, apiServerContract } from "../contract/apiServerContract.ts"

const scope = Scope.makeUnsafe()
let server: ApiServerUnderTest | undefined

beforeAll(async () => {
  const simulator = await Effect.runPromise(Scope.provide(makeSimulator(), scope))
  let namespaces = 0
  server = {
    fetch: (path, init) => fetch(`${simulator.url}${path}`, init),
    put: (object) => Effect.runPromise(simulator.put(object)),
    remove: (resource, namespace, name) => Effect.runPromise(simulator.remove(resource, namespace, name)),
    freshNamespace: async () => {
      namespaces += 1
      return `contract-${namespaces}`
    },
    compact: () => Effect.runPromise(simulator.compact)
  }
})
afterAll(() => Effect.runPromise(Scope.close(scope, Exit.void)))

apiServerContract("simulator", () => {
  if (server === undefined) throw new Error("the simulator has not started")
  return server
})
