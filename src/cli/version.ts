import { readFileSync } from "node:fs"
import { Option, Schema } from "effect"

const decode = Schema.decodeUnknownOption(
  Schema.fromJsonString(Schema.Struct({ name: Schema.Literal("k0rdent-mcp"), version: Schema.String }))
)

// From the sources and from the bundle (dist/bin), and from the library (dist/lib/cli).
const places = ["../../package.json", "../../../package.json"]

const read = (place: string): Option.Option<string> => {
  try {
    return Option.map(decode(readFileSync(new URL(place, import.meta.url), "utf8")), ({ version }) => version)
  } catch {
    return Option.none()
  }
}

/** The version in our own package.json. */
export const readVersion = (): string => Option.getOrElse(Option.firstSomeOf(places.map(read)), () => "unknown")
