/** A text of a normal build, in plain words. */
export interface PhraseRow {
  readonly pattern: RegExp
  readonly say: (match: RegExpExecArray) => string
  /** Where to look when it lasts. */
  readonly look?: string
  readonly example: string
  /** Who writes the text. */
  readonly source: string
}

/** A text that a row of errors could mistake for trouble: it says what is being waited for, nothing more. */
export interface WaitingRow {
  readonly pattern: RegExp
  readonly example: string
  readonly source: string
}

/** A controller's mark on an error that it will not try again, whatever the error. */
export interface GivenUpRow {
  readonly pattern: RegExp
  /** Where the text names no cause beside the mark. */
  readonly code: string
  readonly advice: string
  readonly example: string
  readonly source: string
}
