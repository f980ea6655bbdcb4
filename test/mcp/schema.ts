import { assert } from "@effect/vitest"
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import type { Tool } from "@modelcontextprotocol/sdk/types.js"
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/sdk/validation/ajv"
import { Option, Schema } from "effect"
import { tools } from "../../src/mcp/tools/tools.ts"

const validator = new AjvJsonSchemaValidator()

/** What a client that validates finds wrong with a value. */
export const schemaFaults = (schema: Tool["outputSchema"], value: unknown): ReadonlyArray<string> => {
  if (schema === undefined) return ["no schema is listed"]
  const { properties = {}, required = [], ...rest } = schema
  const { errorMessage, valid } = validator.getValidator({ ...rest, properties, required })(value)
  return valid ? [] : [errorMessage]
}

const held = tools.map(({ listed, name }) => ({ name, schema: listed.outputSchema }))

/**
 * Every result of a tool is true to the schema of that tool, to the last property. No two tools' schemas fit one result,
 * so that the result tells which it is of.
 */
export const holdStructure = (structure: unknown): void => {
  const faults = held.map(({ name, schema }) => `${name}: ${schemaFaults(schema, structure).join()}`)
  assert.isTrue(
    held.some(({ schema }) => schemaFaults(schema, structure).length === 0),
    faults.join("\n")
  )
}

const decodeStructure = Schema.decodeUnknownOption(
  Schema.Struct({ result: Schema.Struct({ structuredContent: Schema.Unknown }) })
)

/** A message from the server as it came, once it is held against the schemas. */
export const heldMessage = <A>(message: A): A => {
  const answer = Option.getOrUndefined(decodeStructure(message))
  if (answer !== undefined) holdStructure(answer.result.structuredContent)
  return message
}

/** The official client, which holds each tool's result against its schema, by whichever name the tool was called. */
export class StrictClient extends Client {
  override async callTool(...args: Parameters<Client["callTool"]>) {
    const result = await super.callTool(...args)
    if ("structuredContent" in result && result.structuredContent !== undefined) holdStructure(result.structuredContent)
    return result
  }
}
