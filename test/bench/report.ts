import { Effect } from "effect"

const say = (line: object) => Effect.sync(() => void process.stdout.write(`${JSON.stringify(line)}\n`))

const megabytes = () => process.memoryUsage().rss / 2 ** 20

/** Everything is subscribed: the load may begin. Yields what the process has used so far. */
export const ready: Effect.Effect<NodeJS.CpuUsage> = Effect.tap(
  Effect.sync(() => process.cpuUsage()),
  say({ ready: true })
)

/** Everything has been seen. CPU under load in ms, resident memory in MiB. */
export const finish = (before: NodeJS.CpuUsage) =>
  Effect.suspend(() => {
    const { user, system } = process.cpuUsage(before)
    return say({ cpuMs: Math.round((user + system) / 1000), rssMiB: Math.round(megabytes()) })
  })
