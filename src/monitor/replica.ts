import { Context } from "effect"

/**
 * The name of this process among many behind one address. What only it can make sense of (cursors, tasks) bears the name,
 * so that another replica can say where it came from. It tells nothing of the machine.
 */
export const Replica = Context.Reference<string>("k0rdent-mcp/Replica", {
  defaultValue: () => Buffer.from(crypto.getRandomValues(new Uint8Array(4))).toString("hex")
})

const name = /^[0-9a-f]{8}$/u

/** The replica that made what begins with its name and a dot; nothing where that is this one, or none. */
export const madeElsewhere = (token: string, here: string): string | undefined => {
  const made = token.split(".", 1)[0] ?? ""
  return name.test(made) && made !== here ? made : undefined
}
