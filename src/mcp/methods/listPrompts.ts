import { prompts } from "../prompts/prompts.ts"
import { method, onePage, Paged } from "./method.ts"

/** The prompts, always in the same order and on one page. */
export const listPrompts = method("prompts/list", Paged, (params) =>
  onePage(params, { prompts: prompts.map(({ listed }) => listed) })
)
