const key = "k0rdent-mcp-token"

// Some browsers let no page keep anything: then it is asked for again after a reload.
const memory = { token: "" }

/** The bearer token: kept for this tab alone, and gone with it. */
export const token = {
  read: (): string => {
    try {
      return sessionStorage.getItem(key) ?? memory.token
    } catch {
      return memory.token
    }
  },
  keep: (value: string): void => {
    memory.token = value
    try {
      if (value === "") sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, value)
    } catch {
      // Kept in memory.
    }
  }
} as const
