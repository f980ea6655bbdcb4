import type { WriteStream } from "node:tty"
import { Effect } from "effect"
import type { Canvas } from "./view.ts"

/** Where a story is shown. */
export interface Screen {
  /** Room and colour now; nothing where the output is no terminal and only plain lines may be printed. */
  readonly canvas: () => Canvas | undefined
  /** Prints lines that stay, and draws the status lines below them anew. */
  readonly print: (lines: ReadonlyArray<string>, status: ReadonlyArray<string>) => Effect.Effect<void>
}

// ECMA-48: cursor to the beginning of the line n lines up, and erase to the end of the screen.
const up = (lines: number): string => (lines === 0 ? "\r" : `\u001b[${lines}F`)
const eraseBelow = "\u001b[J"

/** https://no-color.org: set and not empty means no colour. */
const mayColour = (environment: NodeJS.ProcessEnv): boolean =>
  (environment["NO_COLOR"] ?? "") === "" && environment["TERM"] !== "dumb"

/** A terminal, or whatever stands in its place when the output is piped. */
export const terminalScreen = (output: WriteStream, environment: NodeJS.ProcessEnv = process.env): Screen => {
  let drawn = 0
  const isTerminal = output.isTTY === true && environment["TERM"] !== "dumb"
  return {
    canvas: () => (isTerminal ? { width: output.columns || 80, colour: mayColour(environment) } : undefined),
    print: (lines, status) =>
      Effect.sync(() => {
        const erase = drawn === 0 ? "" : `${up(drawn)}${eraseBelow}`
        drawn = status.length
        const text = [...lines, ...status].map((line) => `${line}\n`).join("")
        if (erase !== "" || text !== "") output.write(`${erase}${text}`)
      })
  }
}
