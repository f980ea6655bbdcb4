import { type ParseArgsConfig, parseArgs } from "node:util"
import { Data, Effect, Schema } from "effect"
import { NamespaceName } from "../domain/names.ts"
import { nearest } from "../domain/text/nearest.ts"

/** A command line that makes no sense. `message` is one line; the program ends with exit code 2. */
export class UsageError extends Data.TaggedError("UsageError")<{ readonly message: string }> {}

export const usage = `k0rdent-mcp tells the story of a k0rdent cluster deployment while it happens.

Usage:
  k0rdent-mcp [serve]                    MCP server on stdin and stdout (what MCP clients start)
      --http [HOST:]PORT                   serve over HTTP instead, on /mcp (HOST is 127.0.0.1)
      --metrics-port PORT                  serve /metrics, /healthz and /readyz on this port
      --metrics-host HOST                  ... on this address (default 127.0.0.1)
  k0rdent-mcp watch NAMESPACE/NAME       follow one cluster in the terminal
      --timeout TIME                       give up after so long: 90, 90s, 40m, 1h (default 1h)
  k0rdent-mcp wait NAMESPACE/NAME        until a cluster is ready, or time is up
      --for ready|terminal|update|PHASE    what to wait for (default ready)
      --timeout TIME                       as above; outages are waited through
      --json                               one JSON object
  k0rdent-mcp list                       every cluster that may be seen, worst first
      -n, --namespace NAMESPACE            of this namespace only
      --phase PHASE                        in this phase only
      -l, --selector SELECTOR              with these labels only
      --json                               one JSON object
  k0rdent-mcp explain NAMESPACE/NAME     why a cluster is as it is, and what to do
      --json                               one JSON object
  k0rdent-mcp doctor                     what stands between this machine and the management cluster
      --namespace NAMESPACE                ask for the rights in this namespace, too (repeatable)
      --json                               one JSON object
  k0rdent-mcp simulate                   a management cluster of our own on a loopback port
      --recording FILE                     play this recording (repeatable; default: a bundled one)
      --speed N                            N times as fast as recorded (default 1)
      --port PORT                          listen on this port (default: any free one)
      --kubeconfig FILE                    write the kubeconfig here (default: a temporary file)
      --loop                               begin again at the end
  k0rdent-mcp record NAMESPACE/NAME      record what happens to a cluster, redacted, to replay it or hand it on
      -o, --output FILE                    append to this file (default: stdout)
      --until terminal                     end with the story (default: when interrupted)
      --whole-namespace                    neighbours and all events, too
  k0rdent-mcp replay FILE...             what a subscriber would have been told during a recording (-: on stdin)
      --cluster NAMESPACE/NAME             which cluster (default: the only one)
      --json                               one JSON object a line
  k0rdent-mcp --help | --version

Exit codes of watch: 0 Ready, 1 Failed or deleted, 2 wrong usage or no connection, 3 timeout.
Exit codes of wait: the same, and 0 for whatever was waited for; of list and explain: 0, or 2 for an unknown cluster.
Exit codes of doctor: 0 it can work, 1 it cannot.
The management cluster is found by K0RDENT_MGMT_KUBECONFIG_PATH, else KUBECONFIG, else ~/.kube/config, else in-cluster.
`

// node:util says which option is wrong, and adds advice on separate sentences that does not fit on one line.
const firstSentence = (thrown: unknown): string =>
  thrown instanceof Error ? (thrown.message.split(/\.\s|\n/u)[0] ?? thrown.message) : String(thrown)

// A value that begins with a dash looks like another flag, and node:util does not say which value it was.
const ambiguous = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument is ambiguous/u

const unknownFlag = /^Unknown option '(--[\w-]+)/u

/** What was meant, as an end of a sentence. */
export const didYouMean = (word: string, candidates: ReadonlyArray<string>): string => {
  const meant = nearest(word, candidates)
  return meant === undefined ? "" : `: did you mean ${meant}?`
}

const explain = (thrown: unknown, args: ReadonlyArray<string>, flags: ReadonlyArray<string>): string => {
  const said = firstSentence(thrown)
  const unknown = unknownFlag.exec(said)?.[1]
  if (unknown !== undefined) return `${said}${didYouMean(unknown, flags)}`
  const flag = ambiguous.exec(said)?.[1]
  if (flag === undefined) return said
  const value = args[args.indexOf(flag) + 1] ?? ""
  return `${flag} needs a value, and ${JSON.stringify(value)} looks like a flag; a value that begins with a dash is written ${flag}=VALUE`
}

const flagsOf = ({ options = {} }: ParseArgsConfig): ReadonlyArray<string> =>
  Object.keys(options).map((flag) => `--${flag}`)

/** Parses a command's flags strictly; `command` stands before the message. */
export const parseFlags = <T extends ParseArgsConfig>(command: string, config: T) =>
  Effect.try({
    try: () => parseArgs({ ...config, strict: true }),
    catch: (thrown) =>
      new UsageError({
        message: `${command}: ${explain(thrown, config.args ?? [], flagsOf(config))}; see k0rdent-mcp --help`
      })
  })

/** A flag that is one of some words. */
export const oneOf = <A extends string>(
  flag: string,
  value: string,
  words: ReadonlyArray<A>
): Effect.Effect<A, UsageError> => {
  const found = words.find((word) => word === value)
  return found === undefined
    ? Effect.fail(
        new UsageError({ message: `${flag} must be one of ${words.join(", ")}, not ${JSON.stringify(value)}` })
      )
    : Effect.succeed(found)
}

const isNamespace = Schema.is(NamespaceName)

/** A flag that names a namespace. */
export const namespaceNamed = (flag: string, value: string): Effect.Effect<string, UsageError> =>
  isNamespace(value)
    ? Effect.succeed(value)
    : Effect.fail(
        new UsageError({
          message: `${flag} must be a namespace (lower-case letters, digits and '-'), not ${JSON.stringify(value)}`
        })
      )

/** A flag that is a whole number within bounds. */
export const wholeNumber = (
  flag: string,
  value: string,
  { maximum, minimum }: { readonly minimum: number; readonly maximum: number }
): Effect.Effect<number, UsageError> => {
  const number = /^[0-9]{1,15}$/u.test(value) ? Number(value) : Number.NaN
  return number >= minimum && number <= maximum
    ? Effect.succeed(number)
    : Effect.fail(
        new UsageError({
          message: `${flag} must be a whole number from ${minimum} to ${maximum}, not ${JSON.stringify(value)}`
        })
      )
}
