import { h } from "./dom.ts"
import type { Cause, Explanation } from "./model.ts"
import { time } from "./words.ts"

const bullets = (title: string, lines: ReadonlyArray<string>, kind: string): HTMLElement | undefined =>
  lines.length === 0
    ? undefined
    : h("div", { class: kind }, h("h4", {}, title), h("ul", {}, ...lines.map((line) => h("li", {}, line))))

const since = (instant: string): HTMLElement | undefined =>
  time(instant) === "" ? undefined : h("p", { class: "facts" }, `since ${time(instant)}`)

const causeOf = ({ about, consequences, message, quote, remedy, since: began }: Cause): HTMLElement =>
  h(
    "div",
    { class: "problem" },
    h("h3", {}, about === "" ? "Cause" : about),
    since(began),
    h("p", { class: "what" }, message),
    quote === "" || message.toLowerCase().includes(quote.toLowerCase()) ? undefined : h("blockquote", {}, quote),
    bullets("What to do", remedy, "remedy"),
    bullets("What does not work because of it", consequences, "consequences")
  )

const healing: ReadonlyMap<string, string> = new Map([
  ["yes", "It is being retried and may heal by itself."],
  ["no", "It does not heal by itself: somebody has to act."]
])

/** What is wrong, and what to do; nothing where all is well, or where the story's own words say all that is known. */
export const problemsOf = (explanation: Explanation | undefined): ReadonlyArray<HTMLElement> => {
  if (explanation === undefined || explanation.causes.length === 0) return []
  const { causes, heals, nextSteps } = explanation
  const outlook = healing.get(heals)
  const known = new Set(causes.flatMap(({ remedy }) => remedy))
  const next = bullets(
    "Next",
    nextSteps.filter((step) => !known.has(step)),
    "next"
  )
  return [
    ...causes.map(causeOf),
    ...(outlook === undefined ? [] : [h("p", { class: "heals" }, outlook)]),
    ...(next === undefined ? [] : [next])
  ]
}
