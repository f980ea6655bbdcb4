import { Clock, Effect, Option, Result } from "effect"
import { configError } from "../errors/configError.ts"
import { label } from "../errors/label.ts"
import type { ChosenContext } from "../kubeconfig/ChosenContext.ts"
import type { UserEntry } from "../kubeconfig/entries.ts"
import { readSmallFile } from "../kubeconfig/files.ts"
import { idTokenOf } from "./authProvider.ts"
import { type ExecCredential, runExecPlugin } from "./execPlugin.ts"
import { asHeader } from "./headers.ts"
import type { ServerUrl } from "./server.ts"
import { type ClientPair, readClientPair } from "./tls.ts"

/** Whom the API server is to take us for. */
export interface Identity {
  readonly authorization?: string
  readonly pair?: ClientPair
  /** How it is proved, in words: `a token`. */
  readonly by: string
  /** What the exec plugin gave, where it was asked. */
  readonly exec?: ExecCredential
  /** Epoch milliseconds after which it has to be made anew. */
  readonly expiresAt?: number
}

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`

const tokenIn = (file: string) =>
  readSmallFile(file).pipe(
    Effect.mapError(({ says }) => says),
    Effect.map((bytes) => bytes.toString("utf8").trim()),
    Effect.filterOrFail(
      (token) => token !== "",
      () => "is empty"
    )
  )

/** A token file counts more than a token, because it can be rotated; but only where it holds one. */
const staticToken = Effect.fnUntraced(function* (user: UserEntry, owner: string) {
  const { token, tokenFile } = user
  if (tokenFile === undefined) return token === undefined ? undefined : { token, by: "a token" }
  const read = yield* Effect.result(tokenIn(tokenFile))
  if (Result.isSuccess(read)) return { token: read.success, by: `the token in ${label(tokenFile)}` }
  return token === undefined
    ? yield* configError(
        `The tokenFile ${label(tokenFile)} of ${owner} ${read.failure}.`,
        "Have a token written there. The path of a tokenFile is relative to the kubeconfig's folder."
      )
    : { token, by: "a token" }
})

/** What kubectl shows in the place of a token. */
const redacted = "REDACTED"

/** A token or a password: what stands in the kubeconfig, or in a file that it names. */
const staticAuthorization = Effect.fnUntraced(function* (user: UserEntry, server: ServerUrl, owner: string) {
  // Go's HTTP client puts a URL's user in first, and client-go replaces no header that is there.
  const { userinfo } = server
  if (userinfo !== undefined) {
    return { authorization: basic(userinfo.username, userinfo.password), by: "the user name in the server's URL" }
  }
  const found = yield* staticToken(user, owner)
  if (found?.token === redacted) {
    return yield* configError(
      `The token of ${owner} is "${redacted}", as kubectl config view shows it: it is none.`,
      "Use the kubeconfig itself, or what kubectl config view --raw --flatten writes."
    )
  }
  if (found !== undefined) {
    const header = asHeader(`Bearer ${found.token}`)
    return Option.isSome(header)
      ? { authorization: header.value, by: found.by }
      : yield* configError(
          `The token of ${owner} holds characters that HTTP forbids, a line break perhaps.`,
          "Write it anew, on one line."
        )
  }
  return user.username === undefined
    ? undefined
    : { authorization: basic(user.username, user.password ?? ""), by: "a user name and a password" }
})

const byExec = Effect.fnUntraced(function* (
  chosen: ChosenContext,
  ca: ReadonlyArray<string> | undefined,
  kept: Option.Option<ExecCredential>
) {
  const { exec } = chosen.user
  if (exec === undefined) return undefined
  const what = `The exec plugin "${label(exec.command)}" of the user "${label(chosen.user.name)}" in ${chosen.source}`
  if (exec.interactiveMode === "Always") {
    return yield* configError(
      `${what} wants to ask questions (interactiveMode: Always), and here is no terminal.`,
      "Write interactiveMode: IfAvailable, if it can do without, or use another way to sign in."
    )
  }
  const credential = Option.isSome(kept) ? kept.value : yield* runExecPlugin(exec, chosen.cluster, ca, what)
  const header = credential.token === undefined ? Option.none() : asHeader(`Bearer ${credential.token}`)
  if (credential.token !== undefined && Option.isNone(header)) {
    return yield* configError(`${what} printed a token that holds characters that HTTP forbids.`)
  }
  return {
    by: `the exec plugin "${label(exec.command)}"`,
    exec: credential,
    ...(Option.isSome(header) ? { authorization: header.value } : {}),
    ...(credential.pair === undefined ? {} : { pair: credential.pair }),
    ...(credential.expiresAt === undefined ? {} : { expiresAt: credential.expiresAt })
  } satisfies Identity
})

const provesNothing = ({ certData, certFile, token, tokenFile, username }: UserEntry): boolean =>
  [certData, certFile, token, tokenFile, username].every((part) => part === undefined)

/**
 * How a user proves who it is over an encrypted connection, with client-go's precedence (transport/round_trippers.go):
 * what stands in the kubeconfig first; a plugin or provider is asked only where nothing does.
 */
export const identify = Effect.fnUntraced(function* (
  chosen: ChosenContext,
  server: ServerUrl,
  ca: ReadonlyArray<string> | undefined,
  kept: Option.Option<ExecCredential>
) {
  const { source, user } = chosen
  const owner = `the user "${label(user.name)}" in ${source}`
  const pair = yield* readClientPair(user, source)
  const held = yield* staticAuthorization(user, server, owner)
  const certificate = pair === undefined ? {} : { pair }
  const by = [held?.by ?? "", pair === undefined ? "" : "a client certificate"].filter((part) => part !== "")
  if (user.authProvider !== undefined) {
    const idToken = idTokenOf(user.authProvider, yield* Clock.currentTimeMillis)
    const known = Result.isSuccess(idToken) || user.authProvider.name === "oidc"
    if (Result.isFailure(idToken) && (held === undefined || !known)) {
      return yield* configError(`T${owner.slice(1)} ${idToken.failure}.`)
    }
    if (held === undefined && Result.isSuccess(idToken)) {
      const { expiresAt, token } = idToken.success
      return {
        ...certificate,
        authorization: `Bearer ${token}`,
        expiresAt,
        by: "an OIDC id-token"
      } satisfies Identity
    }
  }
  if (held === undefined && pair === undefined) {
    const plugged = yield* byExec(chosen, ca, kept)
    return plugged ?? ({ by: "nothing" } satisfies Identity)
  }
  if (server.userinfo !== undefined && held !== undefined && provesNothing(user)) {
    // The URL's user stands in the header; a plugin's certificate is shown all the same.
    const plugged = yield* byExec(chosen, ca, kept)
    return plugged === undefined ? { ...held } : { ...plugged, ...held }
  }
  return {
    ...certificate,
    ...(held === undefined ? {} : { authorization: held.authorization }),
    by: by.join(" and ")
  } satisfies Identity
})
