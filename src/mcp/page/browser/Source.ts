import type { Json } from "./json.ts"

export interface Target {
  readonly namespace: string
  readonly name: string
}

export type ToolName = "list" | "getState" | "explain" | "wait"

/** What a tool answered. */
export interface Answer {
  readonly structured: Json
  /** What a person reads where it went wrong. */
  readonly refusal: string | undefined
}

/** Where stories come from: the server itself, or the host of the app. */
export interface Source {
  readonly call: (tool: ToolName, args: Json, signal: AbortSignal) => Promise<Answer>
  /** Tells updates until the story has ended. Rejects where the way to the server breaks. */
  readonly follow: (
    target: Target,
    cursor: string,
    onUpdate: (update: unknown) => void,
    signal: AbortSignal
  ) => Promise<void>
}

/** The server wants a token, or another one. */
export class TokenNeeded extends Error {}

const prefixes: Readonly<Record<ToolName, string>> = {
  list: "k0rdent.mgmt.clusterDeployments.list",
  getState: "k0rdent.mgmt.clusterDeployments.getState",
  explain: "k0rdent.mgmt.clusterDeployments.explain",
  wait: "k0rdent.mgmt.clusterDeployments.wait"
}

export const nameOf = (tool: ToolName, dotted: boolean): string =>
  dotted ? prefixes[tool] : prefixes[tool].replaceAll(".", "_")
