import { request } from "undici"

// The rival of the storm and of the delay: a bare watch of the same resources, which does nothing but to cut lines and parse them.
const [, , server = "", namespaces = ""] = process.argv
const now = () => performance.timeOrigin + performance.now()
const roots = { events: "/api/v1", clusterdeployments: "/apis/k0rdent.mirantis.com/v1beta1" }

for (const namespace of namespaces.split(",")) {
  for (const [resource, root] of Object.entries(roots)) {
    const { body } = await request(`${server}${root}/namespaces/${namespace}/${resource}?watch=true`, {
      bodyTimeout: 0
    })
    let rest = ""
    body.setEncoding("utf8")
    body.on("data", (chunk: string) => {
      const lines = (rest + chunk).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) {
        const { object } = JSON.parse(line)
        if (resource === "clusterdeployments") {
          process.stdout.write(`${JSON.stringify({ seen: now(), name: object.metadata.name })}\n`)
        }
      }
    })
  }
}
process.stdout.write(`${JSON.stringify({ ready: true })}\n`)
process.stdin.on("end", () => process.exit(0)).resume()
