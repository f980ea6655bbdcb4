import { Effect, Schema } from "effect"
import { NamespaceName } from "../domain/names.ts"
import { MonitorError } from "./errors.ts"
import type { MonitorSettings } from "./settings.ts"

/** The namespace filter is not an RE2 expression. `message` says where it breaks. */
export class InvalidNamespaceFilter extends Schema.TaggedError<InvalidNamespaceFilter>()("InvalidNamespaceFilter", {
  filter: Schema.String,
  message: Schema.String
}) {}

/** Which namespaces may be looked at. Asked before every touch of the cluster. */
export interface NamespacePolicy {
  readonly allows: (namespace: string) => boolean
  /** Namespaces that it names outright. Who may not list everywhere knows of no others. */
  readonly names: ReadonlyArray<string>
  /** What a refusal blames. */
  readonly filter: string
}

const ofServer = "K0RDENT_NAMESPACE_FILTER"

const everything: NamespacePolicy = { allows: () => true, names: [], filter: ofServer }

const isNamespace = Schema.is(NamespaceName)
/** More than anybody writes out, and few enough to be asked for one after the other. */
const mostNames = 100

/** The alternatives of a filter that are names and no expressions: both of `team-a|team-b`. */
const namesIn = (filter: string): ReadonlyArray<string> => filter.split("|").filter(isNamespace).slice(0, mostNames)

/**
 * Compiles the namespace filter. RE2 matches in time linear in the input, so that no filter, however unlucky, can
 * hang the process; the price is that there are no back-references and no look-around.
 */
export const compilePolicy = (
  settings: Pick<MonitorSettings, "namespaceFilter" | "devAllowAny">
): Effect.Effect<NamespacePolicy, InvalidNamespaceFilter> => {
  const filter = settings.namespaceFilter
  if (settings.devAllowAny || filter === undefined || filter === "") return Effect.succeed(everything)
  // Loaded only where there is a filter.
  return Effect.flatMap(
    Effect.promise(() => import("re2js")),
    ({ RE2JS, RE2JSException }) =>
      Effect.try({
        try: () => RE2JS.compile(filter),
        catch: (thrown) => {
          const why = thrown instanceof RE2JSException ? thrown.message : "not an expression"
          const message = `the namespace filter ${JSON.stringify(filter)} is not a valid RE2 expression: ${why}`
          return new InvalidNamespaceFilter({ filter, message })
        }
      })
  ).pipe(
    Effect.map((expression) => ({
      allows: (namespace) => expression.testExact(namespace),
      names: namesIn(filter),
      filter: ofServer
    }))
  )
}

/** What both allow: an asker's own policy narrows the server's, and never widens it. */
export const narrowed = (policy: NamespacePolicy, own: NamespacePolicy | undefined): NamespacePolicy =>
  own === undefined
    ? policy
    : {
        allows: (namespace) => policy.allows(namespace) && own.allows(namespace),
        names: [...policy.names, ...own.names],
        filter: `${policy.filter}, or the filter of the token,`
      }

/** Fails where the policy does not allow the namespace, without a word about whether it exists. */
export const checkNamespace = (policy: NamespacePolicy, namespace: string): Effect.Effect<void, MonitorError> =>
  policy.allows(namespace)
    ? Effect.void
    : Effect.fail(
        new MonitorError({
          reason: "namespaceNotAllowed",
          message: `namespace ${JSON.stringify(namespace)} is not allowed: ${policy.filter} does not match its name`
        })
      )
