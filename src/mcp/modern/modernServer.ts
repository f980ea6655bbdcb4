import { Effect } from "effect"
import { introduction, serverInfo } from "../offer/identity.ts"
import type { McpServerOptions } from "../offer/options.ts"
import { ourOffer } from "../offer/ourOffer.ts"
import { makeTasks } from "../tasks/registry.ts"
import type { ModernServer } from "./discover.ts"

/**
 * What all answers of this era share; its tasks end with the scope. Clients of this era take tool names as models do: with
 * underscores, unless the operator says otherwise.
 */
export const makeModernServer = ({ offer = ourOffer, toolNames = "underscored", version }: McpServerOptions) =>
  Effect.map(
    makeTasks,
    (tasks): ModernServer => ({
      info: serverInfo(version),
      introduction: introduction(version),
      toolNames,
      tasks,
      offer
    })
  )
