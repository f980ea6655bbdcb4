/** Which form of a tool's name is listed: with dots as k0rdent writes them, or with underscores in their place. */
export type ToolNameStyle = "dotted" | "underscored"

/**
 * Clients that are known to bear a dot in a tool's name, as MCP 2025-11-25 (SEP-986) allows it. Of 37 that were tried many
 * refuse the whole list, rewrite the name or lose the tool, so that whoever is not named here gets underscores. `name` is
 * how `clientInfo.name` begins in `initialize`, in lower case.
 */
export const clientsWithDots: ReadonlyArray<{
  readonly name: string
  readonly client: string
  readonly source: string
}> = [
  { name: "gemini-cli", client: "Gemini CLI", source: "QwenLM/qwen-code#6970: kept as it is" },
  { name: "mcp-inspector", client: "MCP Inspector", source: "inspector 2.12.0: lists and calls by the name as it is" },
  { name: "inspector-", client: "MCP Inspector", source: "inspector 2.12.0: lists and calls by the name as it is" }
]

/** The form a client can bear. */
export const styleFor = (clientName: string | undefined): ToolNameStyle => {
  const name = clientName?.trim().toLowerCase() ?? ""
  return clientsWithDots.some((client) => name.startsWith(client.name)) ? "dotted" : "underscored"
}

export const inStyle = (dottedName: string, style: ToolNameStyle): string =>
  style === "dotted" ? dottedName : dottedName.replaceAll(".", "_")

/** Both forms are accepted in `tools/call`, whichever was listed. */
export const isNameOf = (dottedName: string, asked: string): boolean =>
  asked === dottedName || asked === inStyle(dottedName, "underscored")
