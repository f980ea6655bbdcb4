/** Who the server is, in every era of the protocol. */
export const serverInfo = (version: string) => ({ name: "k0rdent-mcp", title: "k0rdent cluster monitor", version })
