import { Scheduler } from "effect"

/** How long fibers may keep the event loop to themselves before whoever is started next has to wait for its next turn. */
const turnMs = 10

/** How many steps a fiber takes before the clock is looked at again, less one: a power of two less one. */
const between = 15

/**
 * The default scheduler, but for one thing: no turn of the event loop goes on for long. A fiber that is woken when others have
 * had their time waits for the next turn, so that what has come over a socket meanwhile, a ping perhaps, is answered between
 * two costly steps and not after all of them. Source: Effect's own scheduler counts steps, and ours differ a thousandfold.
 */
export const makeFairScheduler = (): Scheduler.Scheduler => {
  const inner = new Scheduler.MixedScheduler()
  let turnBegan: number | undefined
  const turnIsOver = (): boolean => {
    const now = performance.now()
    if (turnBegan !== undefined) return now - turnBegan > turnMs
    turnBegan = now
    setImmediate(() => {
      turnBegan = undefined
    })
    return false
  }
  return {
    executionMode: inner.executionMode,
    makeDispatcher: () => inner.makeDispatcher(),
    shouldYield: (fiber) => inner.shouldYield(fiber) || ((fiber.currentOpCount & between) === 1 && turnIsOver())
  }
}
