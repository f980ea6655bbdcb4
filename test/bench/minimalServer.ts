import { Server } from "@modelcontextprotocol/sdk/server/index.js"
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js"
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js"

// The rival of the start: the least that the SDK's low-level server needs to answer, with one tool.
const server = new Server({ name: "minimal", version: "1" }, { capabilities: { tools: {} } })
const tool = { name: "echo", description: "echoes", inputSchema: { type: "object" as const } }
server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [tool] }))
server.setRequestHandler(CallToolRequestSchema, () => ({ content: [{ type: "text", text: "" }] }))
await server.connect(new StdioServerTransport())
