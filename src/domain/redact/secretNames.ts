// How a name is cut into words: `clientSecret`, `client_secret`, `CLIENT-SECRET` and `client.secret` are one name.
const wordEdge = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+/u

const wordsOf = (name: string): ReadonlyArray<string> =>
  name.split(wordEdge).flatMap((word) => (word === "" ? [] : [word.toLowerCase()]))

/**
 * What a name says of its value. `secret`: hide it wherever it is assigned. `perhaps`: the word means a secret, and many
 * other things (`failed to get secret: not found`); hide it where it is surely assigned. `identity`: whose it is.
 */
export type NameKind = "secret" | "perhaps" | "identity"

// A name tells by its last words, written together or apart.
const secretEnds = [
  "password",
  "passwords",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "sshpass",
  "becomepass",
  "sudopass",
  "dbpass",
  "rootpass",
  "userpass",
  "clientsecret",
  "appsecret",
  "credentialsecret",
  "signingsecret",
  "webhooksecret",
  "secretkey",
  "secretkeybase",
  "secretaccesskey",
  "sharedsecret",
  "secrettext",
  "apikey",
  "apitoken",
  "accesskey",
  "accesskeyid",
  "accesskeysecret",
  "accesstoken",
  "authtoken",
  "bearertoken",
  "idtoken",
  "identitytoken",
  "refreshtoken",
  "sessiontoken",
  "sessionid",
  "securitytoken",
  "subjecttoken",
  "jointoken",
  "bootstraptoken",
  "vaulttoken",
  "accountkey",
  "privatekey",
  "sharedkey",
  "sharedaccesskey",
  "sharedaccesssignature",
  "clientkey",
  "masterkey",
  "encryptionkey",
  "signingkey",
  "storagekey",
  "primarykey",
  "secondarykey",
  "hostkey",
  "sshkey",
  "tlskey",
  "licensekey",
  "keydata",
  "certificatedata",
  "authoritydata",
  "connectionstring",
  "connstring",
  "userdata",
  "customdata",
  "cloudinit",
  "dockerconfigjson",
  "htpasswd",
  "authorization",
  "proxyauthorization",
  "setcookie",
  "mfacode",
  "otp"
] as const

const perhapsEnds = [
  "secret",
  "secrets",
  "token",
  "tokens",
  "credential",
  "credentials",
  "signature",
  "auth",
  "cookie",
  "cookies",
  "pass",
  "sig",
  "jwt",
  "dsn",
  "kubeconfig"
] as const

const identityEnds = [
  "accountid",
  "awsaccount",
  "ownerid",
  "subscriptionid",
  "subscription",
  "tenantid",
  "tenantname",
  "projectid",
  "projectnumber",
  "projectname",
  "project",
  "clientid",
  "appid",
  "applicationid",
  "objectid",
  "principalid",
  "userid",
  "useremail",
  "email",
  "username"
] as const

const longestEnd = 4
const kinds: ReadonlyMap<string, NameKind> = new Map<string, NameKind>([
  ...identityEnds.map((end) => [end, "identity"] as const),
  ...perhapsEnds.map((end) => [end, "perhaps"] as const),
  ...secretEnds.map((end) => [end, "secret"] as const)
])

/** What the value of a name is; `undefined` where it may be read by anybody. */
export const kindOfName = (name: string): NameKind | undefined => {
  const words = wordsOf(name)
  for (let count = Math.min(longestEnd, words.length); count > 0; count--) {
    const kind = kinds.get(words.slice(-count).join(""))
    if (kind !== undefined) return kind
  }
  // `dbpassword`, `mytoken`: written together with what stands before.
  const last = words.at(-1) ?? ""
  return /(?:password|passwd|passphrase)$/u.test(last)
    ? "secret"
    : /(?:secret|token)$/u.test(last)
      ? "perhaps"
      : undefined
}
