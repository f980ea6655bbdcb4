/** Waits, unless it is over before. */
export const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    const over = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    signal.addEventListener("abort", over)
  })

const firstMs = 1000
const mostMs = 30_000

/** How long to wait before the next attempt: twice as long each time, and never all pages at once. */
export const backoff = (failures: number): number =>
  Math.min(mostMs, firstMs * 2 ** (failures - 1)) * (0.75 + Math.random() / 2)
