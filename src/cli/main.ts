import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import { Cause, Console, Effect, Option, Scheduler } from "effect"
import type { MonitorError } from "../monitor/errors.ts"
import type { ConfigurationError } from "./environment.ts"
import { makeFairScheduler } from "./fairScheduler.ts"
import { endWithinAfterSignal, exitCode, exitFlushed, quietAdvice } from "./process.ts"
import { beThrifty } from "./serve/thrift.ts"
import { didYouMean, UsageError, usage } from "./usage.ts"
import { readVersion } from "./version.ts"

type CommandError = UsageError | ConfigurationError | MonitorError

interface Command {
  readonly run: (args: ReadonlyArray<string>) => Effect.Effect<number | undefined, CommandError>
  /** The exit code after SIGINT or SIGTERM: 0 for what runs until it is interrupted, else as shells have it. */
  readonly interrupted: number
}

// Each command is loaded when it is called: what a server needs is not what a view needs.
const load = <M, A, E>(
  module: () => Promise<M>,
  run: (module: M) => (args: ReadonlyArray<string>) => Effect.Effect<A, E>
): ((args: ReadonlyArray<string>) => Effect.Effect<A, E>) => {
  return (args) => Effect.flatMap(Effect.promise(module), (loaded) => run(loaded)(args))
}
const serveCommand = load(
  () => import("./serve/serve.ts"),
  (module) => module.serveCommand
)
const watchCommand = load(
  () => import("./commands/watch.ts"),
  (module) => module.watchCommand
)
const waitCommand = load(
  () => import("./commands/wait.ts"),
  (module) => module.waitCommand
)
const listCommand = load(
  () => import("./commands/list.ts"),
  (module) => module.listCommand
)
const explainCommand = load(
  () => import("./commands/explain.ts"),
  (module) => module.explainCommand
)
const doctorCommand = load(
  () => import("./doctor/doctor.ts"),
  (module) => module.doctorCommand
)
const simulateCommand = load(
  () => import("./commands/simulate.ts"),
  (module) => module.simulateCommand
)
const recordCommand = load(
  () => import("./commands/record.ts"),
  (module) => module.recordCommand
)
const replayCommand = load(
  () => import("./commands/replay.ts"),
  (module) => module.replayCommand
)

const quietly = <E>(effect: Effect.Effect<unknown, E>): Effect.Effect<number | undefined, E> =>
  Effect.as(effect, undefined)

const serve: Command = {
  run: (args) => quietly(Effect.andThen(beThrifty, serveCommand(args))),
  interrupted: 0
}

const commands: ReadonlyMap<string, Command> = new Map<string, Command>(
  Object.entries({
    serve,
    watch: { run: watchCommand, interrupted: 130 },
    wait: { run: waitCommand, interrupted: 130 },
    list: { run: listCommand, interrupted: 130 },
    explain: { run: explainCommand, interrupted: 130 },
    doctor: { run: doctorCommand, interrupted: 130 },
    simulate: { run: (args) => quietly(simulateCommand(args)), interrupted: 0 },
    record: { run: (args) => quietly(recordCommand(args)), interrupted: 0 },
    replay: { run: (args) => quietly(replayCommand(args)), interrupted: 130 },
    "--help": { run: () => quietly(Console.log(usage.trimEnd())), interrupted: 130 },
    "--version": { run: () => quietly(Console.log(readVersion())), interrupted: 130 }
  })
)

const aliases: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({
    help: "--help",
    "-h": "--help",
    version: "--version",
    "-v": "--version"
  })
)

const unknown = (word: string): Command => ({
  run: () =>
    Effect.fail(
      new UsageError({
        message: `unknown command ${JSON.stringify(word)}${didYouMean(word, [...commands.keys()])}; see k0rdent-mcp --help`
      })
    ),
  interrupted: 130
})

const choose = (args: ReadonlyArray<string>): readonly [Command, ReadonlyArray<string>] => {
  const [first, ...rest] = args
  const helpWanted = rest.includes("--help") || rest.includes("-h")
  if (first === undefined) return [serve, []]
  const name = helpWanted ? "--help" : (aliases.get(first) ?? first)
  const command = commands.get(name)
  if (command !== undefined) return [command, rest]
  return first.startsWith("-") ? [serve, args] : [unknown(first), rest]
}

// Everything that a user can mend is one line and exit code 2; a defect is ours, and tells all it knows.
const report = (cause: Cause.Cause<CommandError>): Effect.Effect<number> => {
  const failure = Cause.findErrorOption(cause)
  return Option.isSome(failure)
    ? Effect.as(Console.error(`k0rdent-mcp: ${failure.value.message.replaceAll(/\s+/gu, " ")}`), 2)
    : Effect.as(Console.error(`k0rdent-mcp: internal error\n${Cause.pretty(cause)}`), 1)
}

/** Runs the command line and ends the process with its exit code. */
export const main = (args: ReadonlyArray<string>): void => {
  quietAdvice()
  const [command, rest] = choose(args)
  // Whoever read our output has seen enough. 128 + SIGPIPE, as a shell would report it.
  if (command !== serve) process.stdout.on("error", () => process.exit(141))
  const program = endWithinAfterSignal(command.interrupted).pipe(
    Effect.andThen(command.run(rest)),
    Effect.catchCause((cause) => (Cause.hasInterruptsOnly(cause) ? Effect.interrupt : report(cause))),
    Effect.provideService(Scheduler.Scheduler, makeFairScheduler())
  )
  NodeRuntime.runMain(program, {
    disableErrorReporting: true,
    teardown: (exit) => exitFlushed(exitCode(exit, command.interrupted))
  })
}
