/**
 * Which of a namespace's events one subscriber listens for, in terms that can be looked up: whoever reads the events need not
 * ask every subscriber about every one of them. It may promise too much, never too little: what it leaves out concerns
 * the subscriber in no way.
 */
export interface EventInterest {
  /** Its events are about objects that bear one of these names: alone, or between other words. */
  readonly names: ReadonlySet<string>
  /** The same of its neighbours. Nobody listens for theirs yet, but somebody may, later: they are kept. */
  readonly neighbours: ReadonlySet<string>
  /** Kinds whose objects may turn out to be its own or a neighbour's whatever they are called: they are kept. */
  readonly isKept: (kind: string) => boolean
  /** Kinds whose events may name it in their message instead. */
  readonly isTold: (kind: string) => boolean
}
