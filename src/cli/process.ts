import { Cause, Effect, Exit } from "effect"

// MCP clients send SIGTERM 2 s after they have closed stdin, and SIGKILL soon after that.
const grace = "1800 millis"

/**
 * Ends the process within 2 s, whatever still hangs. Started when the end has begun; normally everything is closed long
 * before.
 */
export const endWithin = (code: number) =>
  Effect.andThen(
    Effect.sleep(grace),
    Effect.sync(() => process.exit(code))
  )

/** Makes the first SIGINT or SIGTERM start the deadline. The interruption itself is `NodeRuntime`'s. */
export const endWithinAfterSignal = (code: number) =>
  Effect.sync(() => {
    const arm = () => void Effect.runFork(endWithin(code))
    process.once("SIGINT", arm).once("SIGTERM", arm)
  })

/**
 * Makes SIGHUP end the process as SIGTERM does: a client whose terminal is closed must not leave an exec plugin behind.
 * Only for a server that has a client: what runs under `nohup` is to go on.
 */
export const endAfterHangup = Effect.sync(() => {
  process.once("SIGHUP", () => process.kill(process.pid, "SIGTERM"))
})

/**
 * Ends the process once what was written is out: `process.exit` alone would cut off what a pipe has not taken yet, and
 * waiting for the event loop to empty would let one forgotten handle keep the process alive.
 */
export const exitFlushed = (code: number): void => {
  process.stdout.write("", () => process.stderr.write("", () => process.exit(code)))
}

/** The exit code of a program that ended: its own, `interrupted` after a signal, 1 after a defect. */
export const exitCode = (exit: Exit.Exit<unknown, unknown>, interrupted: number): number => {
  if (Exit.isSuccess(exit)) return typeof exit.value === "number" ? exit.value : 0
  return Cause.hasInterruptsOnly(exit.cause) ? interrupted : 1
}

// Advice for who writes programs, not for who runs them: `SOCKS5 proxy support is experimental`.
const advice: ReadonlySet<string> = new Set(["ExperimentalWarning", "DeprecationWarning"])

/** Says warnings of Node.js on one line each, and its advice not at all: stderr is read by people and by MCP clients. */
export const quietAdvice = (): void => {
  process.removeAllListeners("warning").on("warning", ({ message, name }) => {
    if (!advice.has(name)) process.stderr.write(`${name}: ${message.replaceAll(/\s+/gu, " ")}\n`)
  })
}
