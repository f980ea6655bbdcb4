const wallTime = (run: () => unknown): number => {
  const before = performance.now()
  run()
  return performance.now() - before
}

/** Milliseconds of this thread's own time that one run takes; of many together, since a kernel may count in steps of 4 ms. */
const cpuTime = (runs: number, run: () => unknown): number => {
  const before = process.threadCpuUsage()
  for (let round = 0; round < runs; round++) run()
  const { system, user } = process.threadCpuUsage(before)
  return (system + user) / 1000 / runs
}

const sample = "failed to get Machine demo-md-0-x7k2p: context deadline exceeded; ".repeat(400)
/** Work of the kind that is measured: patterns, pieces of text, a table. */
const work = (): number => {
  const seen = new Map<string, number>()
  for (const word of sample.split(/[\s:;]+/u)) {
    const key = word.replace(/[^a-z]{2,}/gu, "-").toLowerCase()
    seen.set(key, (seen.get(key) ?? 0) + word.length)
  }
  return seen.size
}

/** What `work` takes, in milliseconds, on a machine that has nothing else to do and on which the limits are met by half. */
const workMs = 0.5

/**
 * How much slower this machine is now than that one: others at work on the same core cost this thread's own time, too. Never less
 * than 1.
 */
const slowness = (): number => Math.max(1, cpuTime(50, work) / workMs)

/**
 * Milliseconds that a run takes at its best: the first ones pay for the compiler, a collection of garbage may fall into any, and
 * most are slow while others are at work. Where none of many is quick enough, what the same machine takes for other work at the
 * same time decides.
 */
export const quickest = (enoughMs: number, run: () => unknown): number => {
  let best = Number.POSITIVE_INFINITY
  for (let round = 0; round < 30 && best >= enoughMs; round++) best = Math.min(best, wallTime(run))
  return best < enoughMs ? best : best / slowness()
}
