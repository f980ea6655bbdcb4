import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { misspeltVariables, ownVariables } from "../../src/cli/misspelt.ts"
import { runProgram } from "../support/program.ts"

const text = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8")

describe("variables that look like ours", () => {
  it("are all that the environment is read for, and those that the README names", () => {
    const named = (source: string) => new Set(source.match(/\bK0RDENT_(?:MCP|MGMT|MONITOR|NAMESPACE)_[A-Z_]+[A-Z]\b/gu))
    const own = ownVariables.filter((name) => name.startsWith("K0RDENT_"))
    assert.deepStrictEqual([...named(text("src/cli/environment.ts"))].toSorted(), own.toSorted())
    for (const name of named(text("README.md"))) assert.include(own, name)
  })

  it("are told with what was meant, and left alone where they are a Service's", () => {
    const told = misspeltVariables({
      K0RDENT_MGMT_KUBECONFIG: "/k",
      K0RDENT_MGMT_CONTXT: "prod",
      k0rdent_mgmt_context: "prod",
      K0RDENT_MGMT_CONTEXT: "prod",
      K0RDENT_MCP_PORT: "tcp://10.0.0.1:80",
      K0RDENT_MCP_SERVICE_HOST: "10.0.0.1",
      OTHER: "x"
    })
    assert.deepStrictEqual(
      told.map(({ meant, name }) => `${name} ${meant}`),
      [
        "K0RDENT_MGMT_KUBECONFIG K0RDENT_MGMT_KUBECONFIG_PATH",
        "K0RDENT_MGMT_CONTXT K0RDENT_MGMT_CONTEXT",
        "k0rdent_mgmt_context K0RDENT_MGMT_CONTEXT"
      ]
    )
  })
})

describe("a command line with a slip", () => {
  it.live.each([
    [["wacth", "a/b"], 'unknown command "wacth": did you mean watch?; see k0rdent-mcp --help'],
    [["doctor", "--jsn"], "doctor: Unknown option '--jsn': did you mean --json?; see k0rdent-mcp --help"],
    [["--htpp", "8080"], "serve: Unknown option '--htpp': did you mean --http?; see k0rdent-mcp --help"],
    [["fly"], 'unknown command "fly"; see k0rdent-mcp --help']
  ] as const)("%j is told on one line", ([args, line]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* runProgram({}, args), { code: 2, stdout: "", stderr: `k0rdent-mcp: ${line}\n` })
    })
  )
})
