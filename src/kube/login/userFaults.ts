import type { UserEntry } from "../kubeconfig/entries.ts"
import { execVersions } from "./execPlugin.ts"

interface Rule {
  readonly broken: (user: UserEntry) => boolean
  /** The end of a sentence that begins with the user. */
  readonly says: string
}

const hasBasic = ({ password, username }: UserEntry): boolean => username !== undefined || password !== undefined
const hasCert = ({ certData, certFile }: UserEntry): boolean => certData !== undefined || certFile !== undefined

// What kubectl refuses before it connects: client-go, tools/clientcmd/validation.go (`validateAuthInfo`), in its order.
const always: ReadonlyArray<Rule> = [
  {
    broken: (user) => user.token !== undefined && hasBasic(user),
    says: "has a token and a username or password: only one of the two may be set"
  },
  {
    broken: (user) => user.certData !== undefined && user.certFile !== undefined,
    says: "has client-certificate and client-certificate-data: only one of the two may be set"
  },
  {
    broken: (user) => hasCert(user) && user.keyData !== undefined && user.keyFile !== undefined,
    says: "has client-key and client-key-data: only one of the two may be set"
  },
  {
    broken: (user) => hasCert(user) && user.keyData === undefined && user.keyFile === undefined,
    says: "has a client-certificate without a client-key"
  },
  {
    broken: ({ authProvider, exec }) => exec !== undefined && authProvider !== undefined,
    says: "has exec and auth-provider: only one of the two may be set"
  },
  { broken: ({ exec }) => exec?.command === "", says: "has no command in its exec" },
  { broken: ({ exec }) => exec?.apiVersion === "", says: "has no apiVersion in its exec" },
  {
    broken: ({ exec }) => exec?.env.some(({ name }) => name === "") === true,
    says: "has a variable without a name in the env of its exec"
  },
  {
    broken: ({ exec }) => exec?.interactiveMode === "",
    says: "has no interactiveMode in its exec: write Never or IfAvailable"
  },
  {
    broken: ({ exec }) => exec !== undefined && !["Never", "IfAvailable", "Always"].includes(exec.interactiveMode),
    says: "has an interactiveMode in its exec that is not Never, IfAvailable or Always"
  },
  {
    broken: ({ as, asGroups, asUid, asUserExtra }) =>
      as === undefined && (asUid !== undefined || asGroups.length > 0 || asUserExtra.length > 0),
    says: "has as-uid, as-groups or as-user-extra without as: groups and the rest can only be impersonated together with a user"
  }
]

// What kubectl refuses once it makes an encrypted connection: client-go, rest/transport.go, transport/round_trippers.go.
const encrypted: ReadonlyArray<Rule> = [
  {
    broken: (user) => user.tokenFile !== undefined && user.username !== undefined,
    says: "has a tokenFile and a username: only one of the two may be set"
  },
  {
    broken: ({ exec }) => exec !== undefined && exec.apiVersion !== "" && !execVersions.has(exec.apiVersion),
    says: `has an apiVersion in its exec that is none of ${[...execVersions].join(", ")}: v1alpha1 went with kubectl 1.24, and a newer plugin writes another`
  }
]

/** What kubectl, too, would refuse about a user; nothing where there is no such thing. */
export const faultOf = (user: UserEntry, secure: boolean): string | undefined =>
  // What is old is found first: its other faults go with it.
  [...(secure ? encrypted : []), ...always].find(({ broken }) => broken(user))?.says
