import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js"
import { Effect, Schema } from "effect"

/**
 * What one result may hold, text and structure together. Claude Code cuts at 25,000 tokens, and JSON has about three
 * bytes a token.
 */
export const mostBytes = 70_000

/** A refusal that a model can read and mend. */
export const refusal = (text: string): CallToolResult => ({ isError: true, content: [{ type: "text", text }] })

/** A refusal instead of a failure (MCP 2025-11-25, server/tools, "Error Handling"). */
export const orRefusal = <R>(result: Effect.Effect<CallToolResult, { readonly message: string }, R>) =>
  Effect.catch(result, ({ message }) => Effect.succeed(refusal(message)))

type Content = CallToolResult["content"][number]

/**
 * A result: exactly the keys of its schema, because a client that validates refuses the whole answer for one key too many.
 */
export const resultOf = <S extends Schema.Codec<unknown, Record<string, unknown>>>(schema: S) => {
  const encode = Schema.encodeEffect(schema)
  return (
    value: S["Type"],
    text: string,
    further: ReadonlyArray<Content> = []
  ): Effect.Effect<CallToolResult, never, S["EncodingServices"]> =>
    Effect.map(Effect.orDie(encode(value)), (structuredContent) => ({
      content: [{ type: "text", text }, ...further],
      structuredContent
    }))
}

/** How long a value is as JSON, in bytes: of scripts beyond Latin a letter is a token or more, and takes three. */
export const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))
