import { hidden } from "./marks.ts"

/** What gives itself away by its shape, whatever stands around it. `keep` is put back around the mark. */
export interface Shape {
  readonly what: string
  /** One of these has to be in the text, or the pattern need not look at it; looked for in lower case. */
  readonly needs?: ReadonlyArray<string>
  /** It stands in a word of at least so many characters, or the pattern need not look at the text. */
  readonly word?: number
  readonly pattern: RegExp
  /** What stands in its place; the match's own groups may be kept. */
  readonly mark: (match: ReadonlyArray<string | undefined>) => string
}

const gone = (): string => hidden
const first = ([, before = ""]: ReadonlyArray<string | undefined>): string => `${before}${hidden}`

/** Secrets by the shape that their makers gave them. Source: the makers' own pages on secret scanning. */
export const secretShapes: ReadonlyArray<Shape> = [
  {
    what: "PEM, also cut off, and with escaped line breaks",
    needs: ["-----begin "],
    pattern: /-----BEGIN [A-Z0-9 ]{1,40}-----(?:(?!-----END)[\s\S])*(?:-----END [A-Z0-9 ]{1,40}-----|$)/gu,
    mark: gone
  },
  {
    what: "a bearer's token",
    needs: ["bearer"],
    pattern: /\b(bearer\s{1,4})(?=[^\s"']{0,40}[0-9A-Z=])[A-Za-z0-9._~+/=-]{4,}/giu,
    mark: first
  },
  {
    what: "basic credentials",
    needs: ["basic"],
    pattern: /\b(basic\s{1,4})(?=[^\s"']{0,200}[0-9=])[A-Za-z0-9+/]{6,}={0,2}/giu,
    mark: first
  },
  {
    what: "a JSON Web Token, and the base64 of any JSON object",
    needs: ["eyj"],
    pattern: /eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,4}/gu,
    mark: gone
  },
  {
    what: "the base64 of a PEM block, of a gzip or of OpenSSH's own format",
    needs: ["ls0tls1", "h4si", "b3blbnnzac1rzxk"],
    pattern: /(?:LS0tLS1|H4sI|b3BlbnNzaC1rZXk)[A-Za-z0-9+/_-]{8,}={0,2}/gu,
    mark: gone
  },
  {
    what: "an access key of AWS",
    word: 16,
    pattern: /A(?:KIA|SIA|ROA|IDA|GPA|NPA|IPA|BIA|CCA)[A-Z0-9]{12,}/gu,
    mark: gone
  },
  { what: "an access key of Tencent Cloud", needs: ["akid"], pattern: /\bAKID[A-Za-z0-9]{13,}/gu, mark: gone },
  { what: "an access key of Alibaba Cloud", needs: ["ltai"], pattern: /\bLTAI[A-Za-z0-9]{12,}/gu, mark: gone },
  {
    what: "a token with its maker's prefix",
    word: 19,
    pattern:
      /(?:gh[pousr]_|github_pat_|gl(?:pat|rt|dt|cbt|ft|soat|agent)-|xox[abeoprs]-|xapp-|ya29\.|1\/\/0|AIza|GOCSPX-|npm_|dop_v1_|doo_v1_|hv[sbr]\.|dckr_(?:pat|oat)_|pypi-|shp(?:at|ss|ca)_|lin_api_|hf_|glsa_|glc_|NRAK-|AGE-SECRET-KEY-1|tskey-|sk-|sk_(?:live|test)_|rk_(?:live|test)_|whsec_|SG\.|rubygems_|nvapi-|atlasv1\.|pul-|gAAAAA|EAAC|key-|ops_ey|ATATT|sgp_|tfp_|oy2|v1\.0-)[A-Za-z0-9_.=-]{16,}/gu,
    mark: gone
  },
  {
    what: "an older token of Vault",
    word: 26,
    pattern: /(?<![\w.-])s\.(?=[a-z0-9]{0,23}[A-Z])[A-Za-z0-9]{24}(?![\w.-])/gu,
    mark: gone
  },
  {
    what: "a token by which k3s and RKE2 are joined",
    needs: ["::"],
    pattern: /(?<![\w-])K10[0-9a-f]{2,64}::[\w-]{1,63}:[^\s"',;]{1,200}/gu,
    mark: gone
  },
  {
    what: "a value in an encoded query",
    needs: ["%3d"],
    pattern:
      /((?:passw(?:or)?d|pwd|secret|token|sig|signature|api_?key|access_?key)%3D)(?:(?!%26|%5[BD])[^\s&"'[]){1,400}/giu,
    mark: first
  },
  {
    what: "a client secret of Entra ID",
    needs: ["q~"],
    pattern: /[A-Za-z0-9_.~-]{3}\dQ~[A-Za-z0-9_.~-]{20,}/gu,
    mark: gone
  },
  {
    what: "a password's hash: shadow, htpasswd, bcrypt, argon2, LDAP",
    needs: ["$", "{"],
    pattern:
      /\$(?:[1-7]|2[abxy]|y|gy|apr1|argon2(?:id?|d)|scrypt|pbkdf2[a-z0-9-]{0,10})\$[^\s:;,"'\\]{8,}|\{(?:S?SHA\d{0,3}|S?MD5|CRYPT)\}[A-Za-z0-9+/=]{8,}/giu,
    mark: gone
  },
  { what: "a bootstrap token of a cluster", word: 23, pattern: /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/gu, mark: gone },
  {
    what: "credentials on curl's command line",
    needs: ["-u", "--"],
    pattern: /((?:^|\s)(?:-u|--user|--proxy-user)[ =]{1,2}\\{0,3}["']?)[^\s"':]{1,64}:[^\s"']+/gu,
    mark: first
  },
  {
    what: "a password on the command line of sshpass, docker or mysql",
    needs: [" -p"],
    pattern:
      /(\b(?:sshpass|docker login|helm registry login|mysql|mysqldump|oras login)\b[^\n|;]{0,120}?\s-p\s?)[^\s"']+/gu,
    mark: first
  },
  {
    what: "a secret in quotes behind its word",
    needs: ["passw", "passphrase", "key", "secret value"],
    pattern:
      /(?<=(?:password|passwd|passphrase|(?:api|secret|access|account)[ _-]?key|secret value)\s{1,2})(\\{0,3}["'])(?!\s)[^"'\n\\]{1,200}(?=\1)/giu,
    mark: first
  },
  {
    what: "a password in a sentence: it has a digit, and words have none",
    needs: ["passw", "passphrase"],
    pattern:
      /(\b(?:pass(?:word|phrase) (?:is|was)|password for (?:user )?["']?[\w@.-]{1,64}["']?:|user(?:name)? [^\s"']{1,64} (?:and )?password)\s{1,2})(?=[^\s\d]{0,64}\d)(?!\[)[^\s"']{3,128}/giu,
    mark: first
  },
  {
    what: "a line for chpasswd, given as its input",
    needs: ["chpasswd"],
    pattern: /(chpasswd\s{0,4}<{1,3}[-\w]{0,8}\s{0,4}["']?[\w.-]{1,32}:)[^\s"']+/gu,
    mark: first
  },
  {
    what: "name and password in a data source's name",
    needs: ["@"],
    pattern: /((?<![\w.-])[\w.-]{1,64}:)[^\s"'@/(]{1,200}(?=@(?:tcp|udp|unix|\()|@[\w.-]{1,253}:\d{2,5}\b)/gu,
    mark: first
  }
]
