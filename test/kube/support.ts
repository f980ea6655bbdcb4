import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { assert } from "@effect/vitest"
import { Context, Duration, Effect, Exit, Fiber, Layer, Option, Stream } from "effect"
import { TestClock } from "effect/testing"
import { stringify } from "yaml"
import type { WatchSignal } from "../../src/domain/watchSignal.ts"
import type { KubeError } from "../../src/kube/errors/KubeError.ts"
import { Kube } from "../../src/kube/Kube.ts"
import { layerKube } from "../../src/kube/layer.ts"
import type { KubeSettings } from "../../src/kube/settings.ts"
import { certificate } from "./certificate.ts"

/** A directory of the test's own, gone with its scope. */
export const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "kube-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** What the fake API server's certificate is trusted by, where it has one. */
const trust = (server: string): Record<string, unknown> =>
  /^https:\/\/localhost:/u.test(server)
    ? { "certificate-authority-data": Buffer.from(certificate).toString("base64") }
    : {}

export const kubeconfig = (
  server: string,
  user: Record<string, unknown> = {},
  cluster: Record<string, unknown> = {},
  context: Record<string, unknown> = {}
): string =>
  stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "mgmt", cluster: { server, ...trust(server), ...cluster } }],
    users: [{ name: "ada", user }],
    contexts: [{ name: "mgmt", context: { cluster: "mgmt", user: "ada", ...context } }],
    "current-context": "mgmt"
  })

export const file = Effect.fnUntraced(function* (content: string, name = "config") {
  const path = join(yield* directory, name)
  writeFileSync(path, content)
  return path
})

/** A Kube for a server, built as the program builds it: through a kubeconfig. */
export const kubeFor = Effect.fnUntraced(function* (
  server: string,
  settings: Partial<KubeSettings> = {},
  user: Record<string, unknown> = {}
) {
  const kubeconfigPath = yield* file(kubeconfig(server, user))
  const context = yield* Layer.build(layerKube({ environment: {}, kubeconfigPath, ...settings }))
  return Context.get(context, Kube)
})

/** Waits in real time, whatever the test's clock says, and fails with what was seen instead. */
export const until = (condition: () => boolean, what: () => unknown = () => "the condition never held") =>
  Effect.gen(function* () {
    for (let waited = 0; !condition(); waited += 5) {
      if (waited > 8000) assert.fail(`waited in vain: ${JSON.stringify(what())}`)
      // The sockets live in real time, also where the test's Effect clock stands still.
      yield* Effect.promise(() => setTimeout(5))
    }
  })

/** Lets virtual time run beside the real sockets until the condition holds; how much of it that took, in ms. */
export const advanceUntil = (condition: () => boolean, what?: () => unknown) =>
  Effect.gen(function* () {
    let elapsed = 0
    while (!condition()) {
      if (elapsed > 600_000) assert.fail(`ten minutes of virtual time were not enough: ${JSON.stringify(what?.())}`)
      yield* TestClock.adjust(500)
      elapsed += 500
      yield* Effect.promise(() => setTimeout(2))
    }
    return elapsed
  })

export interface Subscriber<A> {
  readonly signals: Array<WatchSignal<A>>
  readonly tags: () => ReadonlyArray<string>
  readonly failure: () => KubeError | undefined
  readonly leave: Effect.Effect<void>
}

/** Subscribes, and remembers everything it is told. */
export const subscribe = Effect.fnUntraced(function* <A>(stream: Stream.Stream<WatchSignal<A>, KubeError>) {
  const signals: Array<WatchSignal<A>> = []
  const fiber = yield* stream.pipe(
    Stream.runForEach((signal) => Effect.sync(() => signals.push(signal))),
    Effect.forkScoped({ startImmediately: true })
  )
  return {
    signals,
    tags: () => signals.map(({ _tag }) => _tag),
    failure: () => {
      const exit = fiber.pollUnsafe()
      return exit === undefined ? undefined : Option.getOrUndefined(Exit.findErrorOption(exit))
    },
    leave: Fiber.interrupt(fiber)
  } satisfies Subscriber<A>
})

export const quick: Partial<KubeSettings> = {
  retryDelays: [Duration.millis(30), Duration.millis(60), Duration.millis(120)],
  linger: Duration.millis(50)
}
