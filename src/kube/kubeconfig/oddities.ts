import { delimiter, isAbsolute } from "node:path"

type Oddity = readonly [test: (value: string) => boolean, says: string]

// What shells mend, and MCP clients and kubeconfigs do not.
const ofAnyPath: ReadonlyArray<Oddity> = [
  [(path) => path.trim() !== path, "The value begins or ends with a blank."],
  [(path) => /^["'].*["']$/u.test(path), "The value is in quotes, which no shell takes away here."],
  [(path) => /\$\{?\w|%\w+%/u.test(path), "The value holds a variable, which no shell fills in here."],
  [(path) => /^[a-z][a-z+]+:\/\//iu.test(path), "The value is a URL: the path of a file is expected."],
  [(path) => /\n|apiVersion/u.test(path), "The value is a kubeconfig itself: the path of a file is expected."],
  [
    (path) => process.platform !== "win32" && /^[a-z]:[\\/]/iu.test(path),
    "The value is a path of Windows: this system calls it something else, like /mnt/c/... in WSL."
  ]
]

const ofOnePath: ReadonlyArray<Oddity> = [
  ...ofAnyPath,
  [(path) => path.startsWith("~"), "Only ~/ at its beginning is understood."],
  [
    (path) => path.includes(delimiter) || /[,;]\s*[~/]/u.test(path),
    "The value names several files: KUBECONFIG may do so, this variable names one."
  ],
  [(path) => path.endsWith("/"), "The value ends with a slash, as the name of a folder does."],
  [(path) => !isAbsolute(path), "The path is relative, and MCP clients start servers in a directory of their own."]
]

const ofSeveralPaths: ReadonlyArray<Oddity> = [
  ...ofAnyPath,
  [(value) => value.split(delimiter).some((path) => /^~[^/]/u.test(path)), "Only ~/ at its beginning is understood."],
  [
    (value) => !value.includes(delimiter) && /[,;]/u.test(value),
    `Several files are separated by ${JSON.stringify(delimiter)} here.`
  ]
]

const found =
  (oddities: ReadonlyArray<Oddity>) =>
  (value: string): string | undefined =>
    oddities.find(([test]) => test(value))?.[1]

/** What is odd about a path at which nothing was found; nothing where it looks right. */
export const oddityOf = found(ofOnePath)

/** The same of a list of paths. */
export const oddityOfList = found(ofSeveralPaths)

/** What is odd about a name that nothing has. */
export const oddityOfName = found([
  [(name) => name.trim() !== name, "The name begins or ends with a blank."],
  [(name) => /^["'].*["']$/u.test(name), "The name is in quotes, which no shell takes away here."]
])

/** What is odd about a path that stands in a kubeconfig, and was taken to be below its folder. */
export const oddityWithin = (path: string): string | undefined => {
  const last = /(?:^(?=.*(?:\$\{?\w|%\w{1,64}%))|(?:^|\/)(?=~\/|["']|[a-z]:\\))(.*)$/iu.exec(path)?.[1]
  if (last === undefined) return undefined
  return last.startsWith("~/")
    ? "A ~ means nothing in a kubeconfig: write the whole path."
    : found(ofAnyPath)(last)?.replace("The value", "The path")
}
