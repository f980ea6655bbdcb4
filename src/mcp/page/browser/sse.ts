// The server sends a comment every 15 s: a stream that is silent for longer than three of them is dead.
const mostSilenceMs = 50_000

const read = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
  const silence = Promise.withResolvers<never>()
  const timer = setTimeout(() => silence.reject(new Error("the stream fell silent")), mostSilenceMs)
  try {
    return await Promise.race([reader.read(), silence.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** The data of each event of a stream (HTML Standard, 9.2.6), as it comes. */
export const events = async function* (body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ""
  try {
    for (;;) {
      const { done, value } = await read(reader)
      if (done) return
      rest = `${rest}${decoder.decode(value, { stream: true })}`.replaceAll("\r\n", "\n")
      for (let end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
        const data = rest
          .slice(0, end)
          .split("\n")
          .filter((line) => line.startsWith("data:"))
          .map((line) => line.slice(5).replace(/^ /u, ""))
        rest = rest.slice(end + 2)
        if (data.length > 0) yield data.join("\n")
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
