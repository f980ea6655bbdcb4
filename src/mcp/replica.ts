import { randomBytes } from "node:crypto"

/** A name for one process among many behind the same address. It tells nothing of the machine. */
export const makeReplica = (): string => randomBytes(4).toString("hex")
