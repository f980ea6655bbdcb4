import { writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { makeSimulator } from "../../src/simulator/makeSimulator.ts"
import { startPlayer } from "../../src/simulator/player/player.ts"
import { readRecording } from "../../src/simulator/player/recordings.ts"
import { folder } from "../support/files.ts"
import { startHttpProgram } from "../support/httpProgram.ts"

const fileOf = (name: string) => fileURLToPath(new URL(`../../fixtures/recordings/${name}.ndjson`, import.meta.url))

/** The built server over HTTP, before a management cluster that plays recordings. */
export const startStage = Effect.fnUntraced(function* (
  names: ReadonlyArray<string>,
  { speed = 1, tokens }: { readonly speed?: number; readonly tokens?: string } = {}
) {
  const home = yield* folder
  const simulator = yield* makeSimulator()
  if (names.length > 0) {
    const recordings = yield* Effect.forEach(names, (name) => readRecording(fileOf(name)))
    const { play } = yield* startPlayer(simulator, recordings, { speed, loop: false })
    yield* Effect.forkScoped(play)
  }
  const write = (file: string, text: string) =>
    Effect.as(
      Effect.promise(() => writeFile(join(home, file), text)),
      join(home, file)
    )
  const env = {
    K0RDENT_MGMT_KUBECONFIG_PATH: yield* write("kubeconfig", simulator.kubeconfig),
    ...(tokens === undefined ? {} : { K0RDENT_MCP_TOKENS_FILE: yield* write("tokens", tokens) })
  }
  const { port, server } = yield* startHttpProgram(env)
  return {
    port: Number(port),
    simulator,
    origin: `http://127.0.0.1:${port}`,
    /** Ends the server without a word to anybody. */
    kill: server.endedAfter(() => server.child.kill("SIGKILL")),
    /** Starts another one in its place. */
    startAgain: Effect.asVoid(startHttpProgram(env, port)),
    writeTokens: (text: string) => Effect.asVoid(write("tokens", text))
  }
})
