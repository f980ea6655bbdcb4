import { existsSync } from "node:fs"
import { readFile } from "node:fs/promises"
import { Effect, Option, Schema } from "effect"

/** The API server notes every read of what our server reads; nothing else, so that the log stays small. */
export const auditPolicy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    verbs: [get, list, watch]
    resources:
      - { group: k0rdent.mirantis.com }
      - { group: "", resources: [events] }
  - level: None
`

const Line = Schema.Struct({
  stage: Schema.String,
  verb: Schema.String,
  requestURI: Schema.String,
  userAgent: Schema.optionalKey(Schema.String),
  user: Schema.Struct({ username: Schema.optionalKey(Schema.String) }),
  responseStatus: Schema.optionalKey(Schema.Struct({ code: Schema.Int }))
})
const decodeLine = Schema.decodeUnknownOption(Schema.fromJsonString(Line))

/** A request of our server as the API server saw it. A watch is there twice: when it was answered and when it ended. */
export interface Asked {
  readonly stage: string
  readonly verb: string
  readonly path: string
  readonly query: URLSearchParams
  readonly user: string
  readonly code: number
}

export const readAudit = (path: string): Effect.Effect<ReadonlyArray<Asked>> =>
  Effect.promise(async () => {
    const text = existsSync(path) ? await readFile(path, "utf8") : ""
    return text
      .split("\n")
      .flatMap((line) => Option.toArray(decodeLine(line)))
      .filter(({ userAgent }) => userAgent?.startsWith("k0rdent-mcp") === true)
      .map(({ requestURI, responseStatus, stage, user, verb }) => {
        const url = new URL(requestURI, "https://api")
        return {
          stage,
          verb,
          path: url.pathname,
          query: url.searchParams,
          user: user.username ?? "",
          code: responseStatus?.code ?? 0
        }
      })
  })
