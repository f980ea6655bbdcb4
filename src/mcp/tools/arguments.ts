import { Predicate, Result, Schema } from "effect"
import { type ClusterTarget, NamespaceName, ObjectName } from "../../domain/names.ts"
import { issueText } from "../failures/failures.ts"
import { quoted } from "../uri.ts"

const isNamespace = Schema.is(NamespaceName)
const isName = Schema.is(ObjectName)

/** Models write `null` and `""` for what they leave out. */
const present = (args: unknown): unknown =>
  Predicate.isObject(args) && !Array.isArray(args)
    ? Object.fromEntries(Object.entries(args).filter(([, value]) => value !== null && value !== ""))
    : (args ?? {})

const refused = (why: string, names: string): string => `invalid arguments: ${why}; the arguments are ${names}`

/** A tool's arguments, strictly, or what is wrong with them and which there are. */
export const readArguments = <S extends Schema.ConstraintDecoder<unknown>>(schema: S, names: string) => {
  const decode = Schema.decodeUnknownResult(schema, { onExcessProperty: "error", errors: "all" })
  return (args: unknown): Result.Result<S["Type"], string> =>
    Result.mapError(decode(present(args)), ({ issue }) => refused(issueText(issue), names))
}

interface Named {
  readonly name: string
  readonly namespace?: string
}

/** Which cluster is meant; `name`, or the argument in its place, may bear its namespace. */
const readTarget = (
  { name: written, namespace: asked }: Named,
  globalNamespace: string,
  argument = "name"
): Result.Result<ClusterTarget, string> => {
  const parts = written.split("/")
  if (parts.length > 2) return Result.fail(`${argument}: ${quoted(written)} is not NAME or NAMESPACE/NAME`)
  const [first = "", second] = parts
  const within = second === undefined ? undefined : first
  if (within !== undefined && asked !== undefined && within !== asked) {
    return Result.fail(
      `${argument}: ${quoted(written)} lies in another namespace than ${quoted(asked)}: give one of them`
    )
  }
  const target = { namespace: within ?? asked ?? globalNamespace, name: second ?? first }
  if (!isNamespace(target.namespace)) {
    return Result.fail(
      `namespace: ${quoted(target.namespace)} cannot exist: lower-case letters, digits and '-', at most 63`
    )
  }
  return isName(target.name)
    ? Result.succeed(target)
    : Result.fail(
        `${argument}: ${quoted(target.name)} cannot exist: lower-case letters, digits, '-' and '.', at most 253`
      )
}

/** The arguments of a tool that is about one cluster, and which one that is. */
export const readCluster = <S extends Schema.Codec<Named, unknown>>(schema: S, names: string) => {
  const read = readArguments(schema, names)
  return (
    args: unknown,
    globalNamespace: string
  ): Result.Result<S["Type"] & { readonly target: ClusterTarget }, string> =>
    Result.flatMap(read(args), (input) =>
      Result.mapBoth(readTarget(input, globalNamespace), {
        onFailure: (why) => refused(why, names),
        onSuccess: (target) => ({ ...input, target })
      })
    )
}

interface Within {
  readonly namespace: string
  readonly cluster?: string
}

/** The arguments of a tool that is about a namespace, and perhaps about one cluster of it. */
export const readWithin = <S extends Schema.Codec<Within, unknown>>(schema: S, names: string) => {
  const read = readArguments(schema, names)
  return (args: unknown): Result.Result<S["Type"], string> =>
    Result.flatMap(read(args), (input) => {
      const { cluster, namespace } = input
      // A namespace alone is read like that of a cluster with some name.
      const target = readTarget({ name: cluster ?? "any", namespace }, namespace, "cluster")
      return Result.mapBoth(target, {
        onFailure: (why) => refused(why, names),
        onSuccess: ({ name }) => (cluster === undefined ? input : { ...input, cluster: name })
      })
    })
}

/** The arguments that name a cluster, as they are listed. */
export const clusterArguments = {
  namespace: Schema.optionalKey(Schema.String.annotate({ description: "default: see the server's instructions" })),
  name: Schema.String.annotate({ description: "NAME or NAMESPACE/NAME" })
}
