/** Milliseconds of this thread's own time: what other programs do meanwhile does not count. */
export const cpuTime = (run: () => unknown): number => {
  const before = process.threadCpuUsage()
  run()
  const { system, user } = process.threadCpuUsage(before)
  return (system + user) / 1000
}

/** The least of several tries: the first ones pay for the compiler, and a collection of garbage may fall into any. */
export const quickest = (tries: number, enoughMs: number, run: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < tries && best >= enoughMs; round++) best = Math.min(best, cpuTime(run))
  return best
}
