import type { CallToolResult, ServerResult } from "@modelcontextprotocol/sdk/types.js"
import { Duration, Effect, Option, Result, Schema } from "effect"
import { errorCodes, RequestFailure } from "../../src/mcp/failures/failures.ts"
import type { Caller, Method } from "../../src/mcp/methods/Caller.ts"
import { missingCapability } from "../../src/mcp/modern/envelope.ts"
import type { Offer } from "../../src/mcp/offer/Offer.ts"
import { InvalidUri } from "../../src/mcp/uri.ts"

// What the official conformance suite wants to find in a server, offered through the same wiring as the stories of
// clusters. Nothing of it is shipped.

// One red pixel, and a second of nothing.
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
const wav = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA="

const text = (it: string) => ({ type: "text" as const, text: it })
const image = { type: "image" as const, data: png, mimeType: "image/png" }
const resource = (uri: string, it: string, mimeType = "text/plain") => ({
  type: "resource" as const,
  resource: { uri, mimeType, text: it }
})

type Run = (args: Readonly<Record<string, unknown>>, caller: Caller) => Effect.Effect<CallToolResult, RequestFailure>

interface FixtureTool {
  readonly run: Run
  readonly inputSchema?: Readonly<Record<string, unknown>> & { readonly type: "object" }
  /** Runs as a task where the client declares tasks. */
  readonly lasts?: Duration.Duration
}

const says = (...content: CallToolResult["content"]): FixtureTool => ({ run: () => Effect.succeed({ content }) })

const halfway = Effect.sleep("50 millis")

const tools: ReadonlyMap<string, FixtureTool> = new Map<string, FixtureTool>([
  ["test_simple_text", says(text("This is a simple text response for testing."))],
  ["test_image_content", says(image)],
  ["test_audio_content", says({ type: "audio", data: wav, mimeType: "audio/wav" })],
  ["test_embedded_resource", says(resource("test://embedded-resource", "This is an embedded resource content."))],
  [
    "test_multiple_content_types",
    says(
      text("Multiple content types test:"),
      image,
      resource("test://mixed-content-resource", '{"test":"data","value":123}', "application/json")
    )
  ],
  [
    "test_error_handling",
    {
      run: () =>
        Effect.succeed({ isError: true, content: [text("This tool intentionally returns an error for testing")] })
    }
  ],
  [
    "test_tool_with_progress",
    {
      run: (_args, { progress = () => Effect.void }) =>
        progress("begun").pipe(
          Effect.andThen(halfway),
          Effect.andThen(progress("halfway")),
          Effect.andThen(halfway),
          Effect.andThen(progress("done")),
          Effect.as({ content: [text("done")] })
        )
    }
  ],
  ["test_streaming_elicitation", says(text("nothing was asked"))],
  ["test_logging_tool", says(text("nothing was logged"))],
  ["test_missing_capability", { run: () => Effect.fail(missingSampling) }],
  [
    "json_schema_2020_12_tool",
    {
      run: () => Effect.succeed({ content: [text("valid")] }),
      inputSchema: {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        $defs: {
          address: {
            $anchor: "addressDef",
            type: "object",
            properties: { street: { type: "string" }, city: { type: "string" } }
          }
        },
        properties: {
          name: { type: "string" },
          address: { $ref: "#/$defs/address" },
          contactMethod: { type: "string", enum: ["phone", "email"] },
          phone: { type: "string" },
          email: { type: "string" }
        },
        allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
        if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ["phone"] },
        else: { required: ["email"] },
        additionalProperties: false
      }
    }
  ],
  ["greet", { run: ({ name }) => Effect.succeed({ content: [text(`Hello, ${String(name)}!`)] }) }],
  [
    "slow_compute",
    {
      lasts: Duration.minutes(1),
      run: ({ seconds }) =>
        Effect.as(Effect.sleep(Duration.seconds(Number(seconds ?? 1))), { content: [text("computed")] })
    }
  ],
  // It would ask for a confirmation; this server asks for nothing, so that it just goes on.
  ["confirm_delete", { lasts: Duration.minutes(1), run: () => Effect.as(halfway, { content: [text("deleted")] }) }],
  [
    "failing_job",
    {
      lasts: Duration.minutes(1),
      run: (_args, { declares }) =>
        declares.tasks
          ? Effect.succeed({ isError: true, content: [text("the job failed")] })
          : Effect.fail(missingCapability("io.modelcontextprotocol/tasks"))
    }
  ],
  [
    "protocol_error_job",
    {
      lasts: Duration.minutes(1),
      run: () => Effect.fail(new RequestFailure({ code: errorCodes.internalError, message: "the job broke down" }))
    }
  ]
])

const missingSampling = new RequestFailure({
  code: errorCodes.missingClientCapability,
  message: "missing client capability: sampling",
  data: { requiredCapabilities: { sampling: {} } }
})

const invalid = (message: string) => Effect.fail(new RequestFailure({ code: errorCodes.invalidParams, message }))

const decodeCall = Schema.decodeUnknownOption(
  Schema.Struct({
    name: Schema.String,
    arguments: Schema.optionalKey(Schema.Record(Schema.String, Schema.Unknown))
  })
)

const callTool: Method = (params, caller) =>
  Option.match(decodeCall(params), {
    onNone: () => invalid("invalid params"),
    onSome: ({ arguments: args = {}, name }) =>
      tools.get(name)?.run(args, caller) ?? invalid(`unknown tool ${JSON.stringify(name)}`)
  })

const prompts = new Map([
  ["test_simple_prompt", { arguments: [], content: () => [text("This is a simple prompt for testing.")] }],
  [
    "test_prompt_with_arguments",
    {
      arguments: ["arg1", "arg2"],
      content: (args: Readonly<Record<string, unknown>>) => [
        text(`Prompt with arguments: arg1='${String(args["arg1"])}', arg2='${String(args["arg2"])}'`)
      ]
    }
  ],
  [
    "test_prompt_with_embedded_resource",
    {
      arguments: ["resourceUri"],
      content: (args: Readonly<Record<string, unknown>>) => [
        resource(String(args["resourceUri"]), "Embedded resource content for testing."),
        text("Please process the embedded resource above.")
      ]
    }
  ],
  ["test_prompt_with_image", { arguments: [], content: () => [image, text("Please analyze the image above.")] }]
])

const getPrompt: Method = (params) =>
  Option.match(decodeCall(params), {
    onNone: () => invalid("invalid params"),
    onSome: ({ arguments: args = {}, name }) => {
      const content = prompts.get(name)?.content(args)
      return content === undefined
        ? invalid("unknown prompt")
        : Effect.succeed({ messages: content.map((one) => ({ role: "user" as const, content: one })) })
    }
  })

const decodeUri = Schema.decodeUnknownOption(Schema.Struct({ uri: Schema.String }))
const template = /^test:\/\/template\/([^/]+)\/data$/u

const contents = (uri: string): ServerResult | undefined => {
  const id = template.exec(uri)?.[1]
  if (id !== undefined) return { contents: [{ uri, mimeType: "application/json", text: JSON.stringify({ id }) }] }
  if (uri === "test://static-binary") return { contents: [{ uri, mimeType: "image/png", blob: png }] }
  return uri === "test://static-text" || uri === "test://watched-resource"
    ? { contents: [{ uri, mimeType: "text/plain", text: "This is the content of the static text resource." }] }
    : undefined
}

const readResource: Method = (params) => {
  const uri = Option.match(decodeUri(params), { onNone: () => "", onSome: (known) => known.uri })
  const found = contents(uri)
  return found === undefined
    ? Effect.fail(new RequestFailure({ code: errorCodes.resourceNotFound, message: "no such resource", data: { uri } }))
    : Effect.succeed(found)
}

const always =
  (result: ServerResult): Method =>
  () =>
    Effect.succeed(result)

export const fixtures: Offer = {
  capabilities: { resources: { subscribe: true }, tools: {}, prompts: {}, completions: {} },
  methods: new Map<string, Method>([
    [
      "tools/list",
      always({
        tools: [...tools].map(([name, { inputSchema = { type: "object" as const } }]) => ({
          name,
          description: "A fixture of the conformance suite.",
          inputSchema
        }))
      })
    ],
    ["tools/call", callTool],
    [
      "resources/list",
      always({
        resources: ["text", "binary"].map((kind) => ({
          uri: `test://static-${kind}`,
          name: `static-${kind}`,
          description: "A fixture of the conformance suite.",
          mimeType: kind === "text" ? "text/plain" : "image/png"
        }))
      })
    ],
    [
      "resources/templates/list",
      always({ resourceTemplates: [{ uriTemplate: "test://template/{id}/data", name: "template" }] })
    ],
    ["resources/read", readResource],
    [
      "prompts/list",
      always({
        prompts: [...prompts].map(([name, { arguments: names }]) => ({
          name,
          description: "A fixture of the conformance suite.",
          arguments: names.map((one) => ({ name: one, description: one, required: true }))
        }))
      })
    ],
    ["prompts/get", getPrompt],
    ["completion/complete", always({ completion: { values: ["paris", "park", "party"], total: 3, hasMore: false } })]
  ]),
  lastsAsTask: (method, params) =>
    method === "tools/call"
      ? Option.getOrUndefined(Option.map(decodeCall(params), ({ name }) => tools.get(name)?.lasts))
      : undefined,
  readUri: (uri) =>
    uri === "test://watched-resource"
      ? Result.succeed({ target: { namespace: "test", name: "watched-resource" } })
      : Result.fail(new InvalidUri({ message: "no such resource" }))
}
