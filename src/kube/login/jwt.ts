import { Option, Schema } from "effect"

const Claims = Schema.fromJsonString(Schema.Struct({ exp: Schema.Finite }))
const decodeClaims = Schema.decodeUnknownOption(Claims)

/** Until when a token is good by its own word (epoch milliseconds), where it is a JWT (RFC 7519) that says so. */
export const expiryOf = (token: string): Option.Option<number> => {
  const parts = token.split(".")
  if (parts.length !== 3) return Option.none()
  const claims = decodeClaims(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"))
  return Option.map(claims, ({ exp }) => exp * 1000)
}
