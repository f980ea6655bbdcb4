import { execFile, spawn } from "node:child_process"
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { program } from "../support/program.ts"

const run = promisify(execFile)
const root = fileURLToPath(new URL("../..", import.meta.url))
const recipe = readFileSync(join(root, "Dockerfile"), "utf8")
const mayChroot = process.platform === "linux" && process.getuid?.() === 0

/** The libraries that a program is linked with, where the loader finds them. */
const librariesOf = async (binary: string): Promise<ReadonlyArray<string>> => {
  const { stdout } = await run("ldd", [binary])
  return [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/gu)].map(([, path = ""]) => path)
}

/** The files that the recipe's last stage holds: its base is the C library alone, and what it copies is copied. */
const rootFileSystem = Effect.acquireRelease(
  Effect.promise(async () => {
    const image = mkdtempSync(join(tmpdir(), "k0rdent-image-"))
    chmodSync(image, 0o755)
    const node = realpathSync(process.execPath)
    const place = (from: string, to: string) => {
      mkdirSync(dirname(join(image, to)), { recursive: true })
      copyFileSync(from, join(image, to))
    }
    for (const library of await librariesOf(node)) place(library, library)
    place(node, "/usr/local/bin/node")
    chmodSync(join(image, "usr/local/bin/node"), 0o755)
    cpSync(dirname(program), join(image, "app/dist/bin"), { recursive: true })
    for (const file of ["LICENSE", "package.json"]) place(join(root, file), `/app/${file}`)
    place(join(root, "dist/THIRD-PARTY.txt"), "/app/THIRD-PARTY.txt")
    writeFileSync(join(image, "sentinel"), "")
    return image
  }),
  (image) => Effect.sync(() => rmSync(image, { recursive: true, force: true }))
)

describe("the image's recipe", () => {
  it("names no shell, nobody who is root, and exactly what is run", () => {
    const last = recipe.slice(recipe.lastIndexOf("FROM "))
    assert.match(last, /^FROM gcr\.io\/distroless\/cc-debian13:nonroot$/mu)
    assert.match(last, /^USER 65532:65532$/mu)
    assert.match(last, /^ENTRYPOINT \["\/usr\/local\/bin\/node", "\/app\/dist\/bin\/k0rdent-mcp\.mjs"\]$/mu)
    assert.notMatch(last, /^RUN /mu)
  })

  it.live.skipIf(!mayChroot)(
    "makes a root file system below 80 MB that runs without a shell, as nobody, and writes nothing",
    () =>
      Effect.gen(function* () {
        const image = yield* rootFileSystem
        const files = () => readdirSync(image, { recursive: true }).map(String).toSorted()
        const before = files()
        assert.isFalse(before.some((file) => /\/(?:ba|da)?sh$/u.test(file)))
        const { stdout: size } = yield* Effect.promise(() =>
          run("bash", ["-c", `tar -C "${image}" -c . | gzip -6 | wc -c`])
        )
        assert.isBelow(Number(size), 80_000_000)
        const inside = ["--userspec=65532:65532", image, "/usr/local/bin/node", "/app/dist/bin/k0rdent-mcp.mjs"]
        const { stdout } = yield* Effect.promise(() =>
          run("chroot", [...inside, "--version"], { env: { PATH: process.env["PATH"] ?? "" } })
        )
        assert.match(stdout, /^\d+\.\d+\.\d+\n$/u)
        const answer = yield* Effect.promise(
          () =>
            new Promise<string>((resolve, reject) => {
              const server = spawn("chroot", [...inside, "serve"], {
                stdio: "pipe",
                env: { PATH: process.env["PATH"] ?? "" }
              })
              server.once("error", reject)
              server.stdout.once("data", (text: Buffer) => {
                resolve(String(text))
                server.kill("SIGKILL")
              })
              const params = {
                protocolVersion: "2025-11-25",
                capabilities: {},
                clientInfo: { name: "test", version: "1" }
              }
              server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`)
            })
        )
        assert.match(answer, /"serverInfo"/u)
        assert.deepStrictEqual(files(), before)
      })
  )
})
