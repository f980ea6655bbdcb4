import { request } from "undici"

// The rival of the first snapshot: fetches and parses what there is, page by page, and keeps nothing.
const [, , server = "", namespace = ""] = process.argv
const roots = { clusterdeployments: "/apis/k0rdent.mirantis.com/v1beta1", events: "/api/v1" }
const began = performance.now()
const count = async (resource: keyof typeof roots): Promise<number> => {
  let items = 0
  let next = ""
  do {
    const query = `limit=500${next === "" ? "" : `&continue=${next}`}`
    const { body } = await request(`${server}${roots[resource]}/namespaces/${namespace}/${resource}?${query}`)
    const page = JSON.parse(await body.text())
    items += page.items.length
    next = page.metadata.continue ?? ""
  } while (next !== "")
  return items
}
const [clusters, events] = await Promise.all([count("clusterdeployments"), count("events")])
process.stdout.write(`${JSON.stringify({ ms: performance.now() - began, clusters, events })}\n`)
