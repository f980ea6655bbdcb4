import type { Gravity } from "./gravity.ts"

/** A word of a row, or what makes it of the first capture of the row's pattern. */
export type Filled = string | ((captured: string) => string)

/** The cloud's or controller's own word, as the pattern captured it. */
export const captured: Filled = (word) => word

/** One thing that a condition or event text can say. The first row of those that speak of the object decides. */
export interface ErrorRow {
  readonly pattern: RegExp
  readonly klass: Gravity
  /**
   * It says only what the weather is, and whoever reports it knows better what to do. `stays`: what is so for minutes will
   * not pass by itself.
   */
  readonly weather?: "passes" | "stays"
  /** It heals by itself in its own time, which nobody can tell: it never ends a story. */
  readonly open?: true
  /** It repeats, with less, what another text of the same cause has said. */
  readonly echo?: true
  /** The code to show. */
  readonly code: Filled
  /** What a person should change, and where. */
  readonly advice: Filled
  /** Kinds of object in whose texts it is looked for; where absent, all that its controller speaks of. */
  readonly kinds?: ReadonlyArray<string>
  /** A text that it is for. */
  readonly example: string
  /** Who writes such a text. */
  readonly source: string
}
