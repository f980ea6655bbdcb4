import { execFile } from "node:child_process"
import { dirname, join } from "node:path"
import { Effect } from "effect"

const assets = process.env["KUBEBUILDER_ASSETS"]

/** The real kubectl, which comes with the binaries of the cluster tests. */
export const kubectl = assets === undefined ? undefined : join(assets, "kubectl")

/**
 * Asks a server for something, whatever comes of it, and tells what it has said. There is nobody who could type a
 * password. What it keeps goes beside the kubeconfig: root could make any other folder.
 */
export const runKubectl = (program: string, kubeconfig: string, env: Readonly<Record<string, string>>) =>
  Effect.callback<string>((resume) => {
    const child = execFile(
      program,
      ["--kubeconfig", kubeconfig, "--cache-dir", join(dirname(kubeconfig), "cache"), "get", "--raw", "/apis"],
      { env: { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", ...env } },
      (_error, _stdout, stderr) => resume(Effect.succeed(stderr))
    )
    child.stdin?.end()
    return Effect.sync(() => void child.kill("SIGKILL"))
  })
