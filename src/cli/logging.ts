import { Console as NodeConsole } from "node:console"
import { Console, Effect, Layer, Logger, type LogLevel, References } from "effect"

const stderrConsole = new NodeConsole(process.stderr, process.stderr)

/**
 * Points the global console at stderr, for whatever a dependency may want to say: a stray line on stdout makes some
 * MCP clients drop the connection.
 */
export const keepStdoutPure = Effect.sync(() => {
  globalThis.console = stderrConsole
})

/** All logs as logfmt on stderr: stdout belongs to the protocol, or to the terminal view. */
export const layerLogs = (level: LogLevel.LogLevel) =>
  Layer.mergeAll(
    Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
    Layer.succeed(Console.Console, stderrConsole),
    Layer.succeed(References.MinimumLogLevel, level)
  )
