import { AppBridge, PostMessageTransport } from "@modelcontextprotocol/ext-apps/app-bridge"

type CallTool = NonNullable<AppBridge["oncalltool"]>

declare global {
  // What the test gives to the page that it plays the host with.
  interface Window {
    readonly appHtml: () => Promise<string>
    readonly callTool: (params: Parameters<CallTool>[0]) => ReturnType<CallTool>
    readonly firstResult: () => ReturnType<CallTool>
  }
}

// The host's side of an MCP App, as the official bridge has it.
const frame = document.createElement("iframe")
frame.setAttribute("sandbox", "allow-scripts")
frame.style.inlineSize = "600px"
frame.style.blockSize = "800px"
document.body.append(frame)
const view = frame.contentWindow
if (view !== null) {
  const hostContext = { theme: "dark" } as const
  const bridge = new AppBridge(null, { name: "test-host", version: "1" }, { serverTools: {} }, { hostContext })
  bridge.oncalltool = (params) => window.callTool(params)
  bridge.oninitialized = async () => {
    await bridge.sendToolInput({ arguments: {} })
    await bridge.sendToolResult(await window.firstResult())
  }
  await bridge.connect(new PostMessageTransport(view, view))
  frame.srcdoc = await window.appHtml()
}
