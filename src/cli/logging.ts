import { Console as NodeConsole } from "node:console"
import { Console, Effect, Layer, Logger, References } from "effect"
import type { Settings } from "./environment.ts"

const stderrConsole = new NodeConsole(process.stderr, process.stderr)

/**
 * Points the global console at stderr, for whatever a dependency may want to say: a stray line on stdout makes some
 * MCP clients drop the connection.
 */
export const keepStdoutPure = Effect.sync(() => {
  globalThis.console = stderrConsole
})

/**
 * All logs on stderr, as logfmt or JSON, one a line: stdout belongs to the protocol, or to the terminal view. And to an
 * OpenTelemetry collector, where the environment names one; what that needs is loaded only then.
 */
export const layerLogs = ({
  logFormat,
  logLevel,
  telemetry
}: Pick<Settings, "logFormat" | "logLevel" | "telemetry">): Layer.Layer<never> => {
  const format = logFormat === "json" ? Logger.formatJson : Logger.formatLogFmt
  const onStderr = Layer.mergeAll(
    Logger.layer([Logger.withConsoleError(format)]),
    Layer.succeed(Console.Console, stderrConsole),
    Layer.succeed(References.MinimumLogLevel, logLevel)
  )
  if (telemetry === undefined) return Layer.merge(onStderr, Layer.succeed(References.TracerEnabled, false))
  const collected = Layer.unwrap(
    Effect.map(
      Effect.promise(() => import("./telemetry.ts")),
      ({ layerTelemetry }) => layerTelemetry(telemetry)
    )
  )
  return collected.pipe(Layer.provideMerge(onStderr))
}
