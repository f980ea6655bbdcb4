import { isAlphanumeric, isLower, isUpper } from "./charClasses.ts"

/** Whether a new word begins here: behind a small letter or a digit, or where a word in capitals meets a written one. */
const beginsWord = (name: string, at: number): boolean => {
  const before = name.charCodeAt(at - 1)
  if (at === 0 || !isAlphanumeric(before)) return true
  if (!isUpper(name.charCodeAt(at))) return false
  return !isUpper(before) || isLower(name.charCodeAt(at + 1))
}

/**
 * The last words of a name in small letters: `clientSecret`, `client_secret`, `CLIENT-SECRET` and
 * `client.secret` are one name.
 */
const lastWords = (name: string, most: number): ReadonlyArray<string> => {
  const words: Array<string> = []
  let end = name.length
  while (end > 0 && words.length < most) {
    if (!isAlphanumeric(name.charCodeAt(end - 1))) {
      end--
      continue
    }
    let start = end - 1
    while (!beginsWord(name, start)) start--
    words.unshift(name.slice(start, end).toLowerCase())
    end = start
  }
  return words
}

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

// By their last letters most names are known to be harmless, before anybody cuts them into words.
const shortestEnd = Math.min(...[...kinds.keys()].map((end) => end.length))
const lastLetters = new Set([...kinds.keys()].map((end) => end.slice(-2)))
const endsHarmless = (name: string): boolean =>
  name.length < shortestEnd ||
  (isAlphanumeric(name.charCodeAt(name.length - 1)) &&
    isAlphanumeric(name.charCodeAt(name.length - 2)) &&
    !lastLetters.has(name.slice(-2).toLowerCase()))

/** What the value of a name is; `undefined` where it may be read by anybody. */
export const kindOfName = (name: string): NameKind | undefined => {
  if (endsHarmless(name)) return undefined
  const words = lastWords(name, longestEnd)
  for (let count = words.length; count > 0; count--) {
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
