import { Hash } from "effect"
import { hidden } from "./marks.ts"
import type { Shape } from "./shapes.ts"

const fixed = (mark: string) => (): string => mark
const after =
  (mark: string) =>
  ([, before = ""]: ReadonlyArray<string | undefined>): string =>
    `${before}${mark}`

// What says that an address is the trouble itself: then it stays.
const concerned =
  /\b(?:dial|connect\w*|lookup|reach\w*|unreachable|ping|resolv\w*|rout\w*|conflict\w*|overlap\w*|in use|already|allocat\w*|assign\w*|invalid|endpoint|VIP|refused|timed? ?out|timeout|range|subnet|cidr|pool|gateway|outside|within|duplicate\w*|handshake|unavailable)\b/iu
/** How far around an address is looked for what makes it the trouble, within its clause. */
const around = 90

const clauseAround = (text: string, at: number, end: number): string => {
  const before =
    text
      .slice(Math.max(0, at - around), at)
      .split(/[\n;]|\. /u)
      .at(-1) ?? ""
  const after = text.slice(end, end + around).split(/[\n;]|\. /u)[0] ?? ""
  return `${before} ${after}`
}

const privateAddress =
  /(?<![\w.-])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2})(?![\w-]|\.\d)/gu
// Unique local and link-local addresses (RFC 4193, RFC 4291).
const privateAddress6 = /(?<![\w.:-])(?:f[cd][0-9a-f]{2}|fe[89ab][0-9a-f])(?::[0-9a-f]{0,4}){2,7}(?![\w:])/giu
const mayHoldAddress = /1(?:0|92|72|00)\.|\bf[cde][0-9a-f]{2}:/iu
const nodeWord =
  /(?:InternalIP|ExternalIP|(?:host|pod|node|private|machine)[ _-]?ip(?:[ _-]?address)?|remote-machine|\b(?:node|machine|instance|server|vm) [\w.-]{1,63})["']?[^\w\s]{0,3}\s?\W{0,3}$/iu

/**
 * A text without the private addresses of nodes. What is a range, an endpoint with its port, or stands beside the word for a
 * trouble with addresses, is the cause and stays.
 */
export const hideAddresses = (text: string): string => {
  const shown = (address: string, at: number): string => {
    if (nodeWord.test(text.slice(Math.max(0, at - 90), at))) return "<address>"
    const end = at + address.length
    if (/^(?:\/\d|\]?:\d)/u.test(text.slice(end, end + 3))) return address
    return concerned.test(clauseAround(text, at, end)) ? address : "<address>"
  }
  return mayHoldAddress.test(text) ? text.replace(privateAddress, shown).replace(privateAddress6, shown) : text
}

const mail = /@(?!(?:sha\d|v?\d+\.))([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}\.[A-Za-z]{2,24})(?![\w-])/gu
const localPart = /[\w.+%-][\w.+%'-]{0,63}$/u

/** A text without e-mail addresses and the user names of directories, which look like them. */
export const hideMail = (text: string): string => {
  if (!text.includes("@")) return text
  const parts: Array<string> = []
  let from = 0
  for (const match of text.matchAll(mail)) {
    const local = localPart.exec(text.slice(Math.max(from, match.index - 64), match.index))?.[0] ?? ""
    // `git@host` is how repositories are written, and names nobody.
    if (local === "" || local === "git") continue
    parts.push(text.slice(from, match.index - local.length), "<e-mail>")
    from = match.index + match[0].length
  }
  parts.push(text.slice(from))
  return parts.join("")
}

/** Longer than any user with a password, or token. */
const longestUserinfo = 300
// A slash may be part of a password; not where it ends a port (`host:5000/image@sha256:`) or a path.
const isUserinfo = (user: string, behind: string): boolean =>
  user !== "" &&
  user !== "git" &&
  !/[\s"'<>@]/u.test(user) &&
  !user.startsWith(hidden) &&
  (!user.includes("/") || (/^[^/:]{0,100}:(?!\d{1,5}\/)/u.test(user) && !/^(?:sha\d+:|v?\d+\.)/u.test(behind)))

/** A text without the user and the password in its URLs. */
export const hideUserinfo = (text: string): string => {
  const parts: Array<string> = []
  let from = 0
  let sign = -1
  for (let at = text.indexOf("://"); at !== -1; at = text.indexOf("://", Math.max(at + 3, from))) {
    const start = at + 3
    if (sign < start) sign = text.indexOf("@", start)
    if (sign === -1) break
    if (sign - start > longestUserinfo || !isUserinfo(text.slice(start, sign), text.slice(sign + 1, sign + 12)))
      continue
    parts.push(text.slice(from, start), hidden)
    from = sign
  }
  parts.push(text.slice(from))
  return parts.join("")
}

/**
 * An account is called the same wherever it is named, and another one is called otherwise: who may not take whose role is often
 * the trouble itself. 16 bits do not lead back to one of 10^12 accounts.
 */
const account = ([id = ""]: ReadonlyArray<string | undefined>): string =>
  `<account-${(Hash.string(id) & 0xffff).toString(16).padStart(4, "0")}>`

/** Ids of subscriptions, tenants, projects, requests, accounts: no secrets, but nobody else's business. */
export const identityShapes: ReadonlyArray<Shape> = [
  {
    what: "a UUID",
    word: 36,
    pattern: /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/giu,
    mark: fixed("<id>")
  },
  {
    what: "32 hexadecimal digits",
    word: 32,
    pattern: /(?<![0-9a-f])(?<!sha\d{1,3}:)[0-9a-f]{32}(?![0-9a-f])/giu,
    mark: fixed("<id>")
  },
  {
    what: "an account of AWS, also in the name of a registry",
    pattern: /(?<![0-9A-Za-z.])\d{12}(?![0-9A-Za-z.]|-\d)|(?<![0-9A-Za-z.])\d{12}(?=\.dkr[.-]ecr)/gu,
    mark: account
  },
  {
    what: "the name of a session in an ARN, which is often a person's",
    needs: ["assumed-role/"],
    pattern: /(assumed-role\/[\w+=,.@-]{1,64}\/)[^\s"',;:)\]]{1,128}/gu,
    mark: after("<user>")
  },
  {
    what: "the name of a user in an ARN",
    needs: [":user/"],
    pattern: /(:<account-[0-9a-f]{4}>:user\/)(?!<)[^\s"',;:)\]]{1,128}/gu,
    mark: after("<user>")
  },
  {
    what: "a user of a Windows domain, by the name of before Windows 2000",
    needs: ["\\"],
    pattern:
      /(\b(?:user(?:[ _-]?name)?|log(?:in|on|ged in|ged on)(?: failed)?(?: as| for)?|account|principal)\b["']?\s{0,2}[:=]?\s{0,2}\\{0,3}["']?)(?!<)(?:[A-Z][A-Z0-9.-]{1,62}|[A-Za-z][A-Za-z0-9-]{0,62}\.[A-Za-z0-9.-]{1,62})\\{1,4}[A-Za-z0-9][\w.$-]{0,63}/gu,
    mark: after("<user>")
  },
  {
    what: "an id of Oracle Cloud",
    needs: ["ocid1."],
    pattern: /\bocid1\.[a-z]{2,30}\.[a-z0-9-]{0,12}\.[a-z0-9-]{0,20}\.[a-z0-9.]{8,}/gu,
    mark: fixed("<id>")
  },
  {
    what: "a project in a provider's id",
    needs: ["://"],
    pattern: /(\bg(?:ce|cp|ke):\/\/)[^/\s"']{1,64}(?=\/)/gu,
    mark: after("<project>")
  },
  {
    what: "a project that names a pool of Google's workload identities",
    needs: [".svc.id.goog"],
    pattern: /(?<![\w-])[a-z][a-z0-9-]{1,62}(?=\.svc\.id\.goog)/gu,
    mark: fixed("<project>")
  },
  {
    what: "a project in a path of Google",
    needs: ["projects/"],
    pattern: /((?<![\w.-])projects\/)(?!<)[a-z0-9][a-z0-9:.-]{1,62}[a-z0-9]/gu,
    mark: after("<project>")
  },
  {
    what: "a project that Google names in a sentence",
    needs: ["project", "consumer"],
    pattern:
      /(\b(?:[Pp]roject|resource project|consumer)[ :=]{1,3}["'[]?(?:project_number:)?)(?=[a-z0-9:.-]{0,40}[-\d])(?!<)[a-z0-9][a-z0-9:.-]{3,40}[a-z0-9]/gu,
    mark: after("<project>")
  },
  {
    what: "a tenant's domain",
    needs: [".onmicrosoft."],
    pattern: /(?<![\w-])[\w-]{1,64}(?=\.onmicrosoft\.(?:com|us))/gu,
    mark: fixed("<tenant>")
  },
  {
    what: "a tenant that Entra ID names in a sentence",
    needs: ["tenant", "directory", "subscription"],
    pattern: /(\b(?:[Tt]enant|[Dd]irectory|[Ss]ubscription)\s{1,2}["'])(?!<)[^"'/]{1,80}(?=["'])/gu,
    mark: after("<tenant>")
  }
]
