/** Which form of a tool's name is listed: with dots as k0rdent writes them, or with underscores in their place. */
export type ToolNameStyle = "dotted" | "underscored"

/**
 * Clients that refuse, rewrite or lose tools with a dot in their name, although MCP 2025-11-25 (SEP-986) allows it.
 * `name` is how `clientInfo.name` begins in `initialize`, in lower case.
 */
export const clientsWithoutDots: ReadonlyArray<{
  readonly name: string
  readonly client: string
  readonly source: string
}> = [
  // The whole tools/list is rejected unless every name matches ^[a-zA-Z0-9_-]{1,64}$.
  { name: "claude-ai", client: "Claude Desktop, claude.ai", source: "barryw/ImmichMCP#4, hostinger/api-mcp-server#49" },
  { name: "anthropic", client: "Claude connectors", source: "loomle/loomle#168" },
  // Rewritten: dots become underscores in what the model sees, so we show what it will see.
  { name: "claude-code", client: "Claude Code", source: "barryw/ImmichMCP#8" },
  // The model's API answers 400.
  { name: "github-copilot", client: "Copilot CLI", source: "github/copilot-cli#2581, github/copilot-cli#1879" },
  { name: "copilot", client: "Copilot CLI", source: "github/copilot-cli#2581" },
  { name: "cursor", client: "Cursor", source: "webstudio-is/webstudio#5960" },
  // Warns and rewrites.
  { name: "visual studio code", client: "VS Code", source: "microsoft/vscode#308463" },
  { name: "code - oss", client: "VS Code", source: "microsoft/vscode#308463" },
  { name: "vscode", client: "VS Code", source: "microsoft/vscode#308463" },
  { name: "codex", client: "Codex", source: "openai/codex#8694" },
  { name: "qwen", client: "Qwen Code", source: "QwenLM/qwen-code#6970" },
  { name: "opencode", client: "opencode", source: "QwenLM/qwen-code#6970" }
]

/** The form a client can bear; dotted for one that says nothing of itself. */
export const styleFor = (clientName: string | undefined): ToolNameStyle => {
  const name = clientName?.trim().toLowerCase() ?? ""
  return clientsWithoutDots.some((client) => name.startsWith(client.name)) ? "underscored" : "dotted"
}

export const inStyle = (dottedName: string, style: ToolNameStyle): string =>
  style === "dotted" ? dottedName : dottedName.replaceAll(".", "_")

/** Both forms are accepted in `tools/call`, whichever was listed. */
export const isNameOf = (dottedName: string, asked: string): boolean =>
  asked === dottedName || asked === inStyle(dottedName, "underscored")
