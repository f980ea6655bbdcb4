import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect, Option } from "effect"
import { directory } from "../support.ts"
import { makePki, makeWorld } from "./world.ts"

const folder = fileURLToPath(new URL("../../../fixtures/kubeconfigs/", import.meta.url))
const pki = await makePki()

export interface Fixture {
  readonly name: string
  readonly text: string
  /** Whom the server takes us for, or `refused: ` and what the message says. */
  readonly expect: string
  /** Why kubectl does something else, where it does. */
  readonly kubectl: Option.Option<string>
  readonly env: ReadonlyArray<string>
  readonly encoding: string
}

const readFixture = (file: string): Fixture => {
  const text = readFileSync(join(folder, file), "utf8")
  const told = (key: string): ReadonlyArray<string> =>
    [...text.matchAll(new RegExp(`^# ${key}: (.*)$`, "gmu"))].map((match) => match[1] ?? "")
  return {
    name: file.replace(/\.yaml$/u, ""),
    text,
    expect: told("expect")[0] ?? "",
    kubectl: Option.fromUndefinedOr(told("kubectl")[0]),
    env: told("env"),
    encoding: told("encoding")[0] ?? "utf-8"
  }
}

const encode = (text: string, encoding: string): Buffer => {
  switch (encoding) {
    case "utf-16le":
      return Buffer.from(`\ufeff${text}`, "utf16le")
    case "utf-16be":
      return Buffer.from(`\ufeff${text}`, "utf16le").swap16()
    case "utf-8-bom":
      return Buffer.from(`\ufeff${text}`)
    case "crlf":
      return Buffer.from(text.replaceAll("\n", "\r\n"))
    default:
      return Buffer.from(text)
  }
}

/** A fixture in a world of its own, with its placeholders filled. */
export const stage = Effect.fnUntraced(function* (fixture: Fixture) {
  const path = yield* directory
  const world = yield* makeWorld(pki, path)
  const fill = (text: string) =>
    text.replaceAll(/\{\{(\w+)\}\}/gu, (_, word: string) => world.words[word] ?? `unknown placeholder ${word}`)
  const kubeconfigPath = join(path, "kubeconfig")
  writeFileSync(kubeconfigPath, encode(fill(fixture.text), fixture.encoding))
  const env = Object.fromEntries(fixture.env.map((line) => fill(line).split(/=(.*)/u).slice(0, 2)))
  return { world, kubeconfigPath, env, expected: fill(fixture.expect) }
})

export const fixtures = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .map(readFixture)

/** Whether a fixture expects that nothing is reached. */
export const isRefused = (expected: string) => expected.startsWith("refused: ")
