// A cluster that is ready, small enough to be part of a handshake.
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M16 2l12 7v14l-12 7-12-7V9z" fill="#2563eb"/>' +
  '<path d="M10 16.5l4.5 4.5 8-9" fill="none" stroke="#fff" stroke-width="3"/></svg>'

/** Who the server is, in every era of the protocol. */
export const serverInfo = (version: string) => ({ name: "k0rdent-mcp", title: "k0rdent cluster monitor", version })

/** Who the server is, for whoever meets it: with what a client shows beside its name. */
export const introduction = (version: string) => ({
  ...serverInfo(version),
  description: "Tells the story of k0rdent clusters while they are made",
  icons: [
    {
      src: `data:image/svg+xml;base64,${Buffer.from(icon).toString("base64")}`,
      mimeType: "image/svg+xml",
      sizes: ["any"]
    }
  ]
})
