/** What an event says of the coming and going of a single machine. */
export interface MachineRow {
  readonly kind: string
  readonly reason: string
  /** Its first capture is the Machine's name; where absent, the object bears it: a provider's machine is named like its Machine. */
  readonly message?: RegExp
  readonly means: "announced" | "over"
  readonly example: string
  readonly source: string
}
