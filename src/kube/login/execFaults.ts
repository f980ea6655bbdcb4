import { stripVTControlCharacters } from "node:util"
import { hidden } from "../../domain/redact/marks.ts"
import { kindOfName } from "../../domain/redact/secretNames.ts"
import { configError } from "../errors/configError.ts"
import type { KubeError } from "../errors/KubeError.ts"
import { oneLine } from "../errors/oneLine.ts"
import type { ExecEntry } from "../kubeconfig/entries.ts"
import { oddityWithin } from "../kubeconfig/oddities.ts"
import type { Finished, ProcessFault } from "./execProcess.ts"

/** Shorter values are words, and stand in messages for other reasons. */
const shortestSecret = 4

/** The values that a plugin is given under the name of a secret: `--token VALUE`, `--client-secret=VALUE`, a variable. */
const secretsGiven = ({ args, env }: ExecEntry): ReadonlyArray<string> => {
  const named = [
    ...env.map(({ name, value }) => [name, value] as const),
    ...args.flatMap((arg, index) => {
      const [, flag = "", value] = /^--?([\w.-]+)(?:=(.*))?$/su.exec(arg) ?? []
      return flag === "" ? [] : [[flag, value ?? args[index + 1] ?? ""] as const]
    })
  ]
  return named.flatMap(([name, value]) => {
    const kind = kindOfName(name)
    return (kind === "secret" || kind === "perhaps") && value.length >= shortestSecret ? [value] : []
  })
}

/** What a plugin says of itself, fit to be repeated. */
const repeated = (text: string, exec: ExecEntry): string =>
  oneLine(secretsGiven(exec).reduce((said, secret) => said.replaceAll(secret, hidden), stripVTControlCharacters(text)))

const fullPath =
  "Give the command with its full path, or PATH in the `env` of this server's entry in the client's configuration: MCP clients start servers with a short PATH."

const absent = (exec: ExecEntry): readonly [says: string, remedy: string] => {
  const { command } = exec
  if (command.includes("/")) {
    const oddity = oddityWithin(command)
    return [
      oddity === undefined ? "was not found." : `was not found. ${oddity}`,
      "Install it there, or mend the command of its exec, which is relative to the kubeconfig's folder."
    ]
  }
  return /\s/u.test(command)
    ? ["was not found: there are blanks in its command.", "Write what follows the first word into args."]
    : ["was not found.", fullPath]
}

/** Why a plugin did not run. `what` names it. */
export const notStarted = (what: string, exec: ExecEntry, { reason }: ProcessFault): KubeError => {
  const hint = repeated(exec.installHint, exec)
  const hinted = hint === "" ? "" : ` Its install hint: ${hint}`
  switch (reason) {
    case "tooMuchOutput":
      return configError(`${what} printed more than 1 MiB.`)
    case "notFound": {
      const [says, remedy] = absent(exec)
      return configError(`${what} ${says}${hinted}`, remedy)
    }
    case "notExecutable":
      return configError(`${what} is not executable.${hinted}`, "Make it a program that this user may run (chmod +x).")
    case "noInterpreter":
      return configError(
        `${what} cannot be started: its first line names an interpreter that is not there, or ends as on Windows (CRLF).`,
        "Mend its first line."
      )
  }
}

/** How a plugin failed, in its own words. */
export const failed = (what: string, exec: ExecEntry, { code, stderr }: Finished): KubeError => {
  const said = repeated(stderr, exec)
  const how = code === undefined ? "a signal ended it" : `exit code ${code}`
  return configError(
    `${what} failed (${how})${said === "" ? "." : `: ${said}`}`,
    "Run its command in a terminal, and sign in there. Variables that it needs belong into the `env` of the MCP client's configuration."
  )
}
