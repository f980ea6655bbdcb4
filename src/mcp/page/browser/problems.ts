import { h } from "./dom.ts"
import type { Cause, Explanation, Story } from "./model.ts"
import { ago } from "./words.ts"

const bullets = (title: string, lines: ReadonlyArray<string>, kind: string): HTMLElement | undefined =>
  lines.length === 0
    ? undefined
    : h("div", { class: kind }, h("h4", {}, title), h("ul", {}, ...lines.map((line) => h("li", {}, line))))

const since = (instant: string): HTMLElement | undefined =>
  ago(instant) === "" ? undefined : h("p", { class: "facts" }, `for ${ago(instant)}`)

const causeOf = ({ about, consequences, message, quote, remedy, since: began }: Cause): HTMLElement =>
  h(
    "div",
    { class: "problem" },
    h("h3", {}, about === "" ? "Cause" : about),
    since(began),
    h("p", { class: "what" }, message),
    quote === "" || message.includes(quote) ? undefined : h("blockquote", {}, quote),
    bullets("What to do", remedy, "remedy"),
    bullets("What does not work because of it", consequences, "consequences")
  )

const healing: ReadonlyMap<string, string> = new Map([
  ["yes", "It is being retried and may heal by itself."],
  ["no", "It does not heal by itself: somebody has to act."]
])

/** What is wrong, and what to do; nothing where all is well. */
export const problemsOf = (story: Story, explanation: Explanation | undefined): ReadonlyArray<HTMLElement> => {
  const troubled = story.tone === "bad" || story.tone === "warning"
  const failing = story.services.filter(({ failure }) => failure !== "")
  if (!troubled && failing.length === 0) return []
  const causes = explanation?.causes ?? []
  if (causes.length > 0) {
    const heals = healing.get(explanation?.heals ?? "")
    const steps = explanation?.nextSteps ?? []
    const known = new Set(causes.flatMap(({ remedy }) => remedy))
    return [
      ...causes.map(causeOf),
      ...(heals === undefined ? [] : [h("p", { class: "heals" }, heals)]),
      ...[
        bullets(
          "Next",
          steps.filter((step) => !known.has(step)),
          "next"
        )
      ].filter((each) => each !== undefined)
    ]
  }
  if (!troubled) return []
  const title = story.about === "" ? story.reason || story.phase : story.about
  return [h("div", { class: "problem" }, h("h3", {}, title), h("p", { class: "what" }, story.message))]
}
