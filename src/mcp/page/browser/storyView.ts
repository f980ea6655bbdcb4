import { fill, h, say } from "./dom.ts"
import type { Explanation, Story } from "./model.ts"
import { problemsOf } from "./problems.ts"
import type { Target } from "./Source.ts"
import { conditionsOf, servicesOf, timelineOf } from "./sections.ts"
import { makeTrack } from "./track.ts"
import { duration, time } from "./words.ts"

export interface StoryView {
  readonly element: HTMLElement
  readonly show: (story: Story, explanation: Explanation | undefined) => void
  /** Takes away all that stands there. */
  readonly clear: () => void
}

/** A part of the page that is there only while it has something to say. */
const part = (id: string, title: string, tag = "div") => {
  const body = h(tag, { class: "body" })
  const count = h("span", { class: "count" })
  const element = h("section", { class: `part ${id}`, "aria-labelledby": id }, h("h2", { id }, title, count), body)
  element.hidden = true
  return {
    element,
    show: (parts: ReadonlyArray<HTMLElement>, size?: number) => {
      element.hidden = parts.length === 0
      say(count, size === undefined ? "" : ` ${size}`)
      fill(body, ...parts)
    }
  }
}

const wayBack = (href: string): HTMLElement =>
  h("nav", { "aria-label": "Way back" }, h("a", { href, class: "back", id: "back" }, "All clusters"))

/** What stands there until something is known of a cluster: it may not exist. */
export const notYet = ({ name, namespace }: Target, back: string, hint: HTMLElement): ReadonlyArray<HTMLElement> => [
  wayBack(back),
  h("h1", { id: "title", tabindex: "-1" }, h("span", { class: "namespace" }, `${namespace}/`), name),
  hint
]

/** What a browser's tab and a screen reader are told. */
export const headline = ({ name, phase, progress }: Story): string =>
  `${phase}${progress === undefined || phase === "Ready" ? "" : ` ${progress} %`} · ${name}`

const etaOf = ({ ended, etaSeconds, phase }: Story): string =>
  etaSeconds === undefined || ended || phase === "Ready" || phase === "Failed"
    ? ""
    : `about ${duration(60 * Math.max(1, Math.round(etaSeconds / 60)))} to go`

/** What the story says beyond what is explained: where the causes stand with their remedies, they are not said twice. */
const beyond = ({ message, tone }: Story, explanation: Explanation | undefined): string => {
  const causes = explanation?.causes ?? []
  if (causes.length === 0) return message
  if (tone === "bad") return ""
  const told = causes.flatMap((cause) => [cause.message, ...cause.remedy])
  return told.reduce((rest, sentence) => rest.replace(sentence, ""), message).trim()
}

const countOf = (conditions: Story["conditions"]): string => {
  const unmet = conditions.filter(({ status }) => status !== "True").length
  return ` ${conditions.length}${unmet === 0 ? "" : `, ${unmet} not True`}`
}

/** The story of one cluster. Its parts stay where they are; only what is in them changes. */
export const makeStoryView = (back: string): StoryView => {
  const name = h("h1", { id: "title", tabindex: "-1" })
  const facts = h("p", { class: "facts" })
  const badge = h("span", { class: "badge" })
  const message = h("p", { class: "now" })
  const news = h("p", { class: "visually-hidden", role: "status", "aria-live": "polite" })
  const percent = h("span", { class: "percent" })
  const eta = h("span", { class: "eta" })
  const filled = h("span", { class: "fill" })
  const bar = h(
    "div",
    { class: "bar", role: "progressbar", "aria-label": "Progress", "aria-valuemin": "0", "aria-valuemax": "100" },
    filled
  )
  const track = makeTrack()
  const problems = part("problems", "What is wrong, and what to do")
  const services = part("services", "Services")
  const timeline = part("timeline", "Timeline")
  const conditions = h("div", { class: "body" })
  const conditionsCount = h("span", { class: "count" })
  const onDemand = h(
    "details",
    { class: "part conditions" },
    h("summary", {}, h("h2", {}, "Conditions", conditionsCount)),
    conditions
  )
  const element = h(
    "article",
    { class: "story", "aria-labelledby": "title" },
    wayBack(back),
    h("header", { class: "head" }, h("div", { class: "who" }, name, badge), facts),
    h("div", { class: "progress" }, track.element, bar, h("p", { class: "figures" }, percent, eta), message),
    news,
    problems.element,
    services.element,
    timeline.element,
    onDemand
  )
  const last = { reached: "", spoken: "" }

  const show: StoryView["show"] = (story, explanation) => {
    element.dataset["tone"] = story.tone
    fill(name, h("span", { class: "namespace" }, `${story.namespace}/`), story.name)
    say(badge, story.phase)
    const since = time(story.createdAt)
    say(
      facts,
      [story.template, story.place, since === "" ? "" : `created ${since}`].filter((fact) => fact !== "").join(" · ")
    )
    if (story.phase !== "Failed" && story.phase !== "Unknown") last.reached = story.phase
    track.show(story.phase, last.reached, story.progress)
    const line = [headline(story), etaOf(story)].filter((words) => words !== "").join(", ")
    bar.hidden = story.progress === undefined
    bar.setAttribute("aria-valuenow", String(story.progress ?? 0))
    bar.setAttribute("aria-valuetext", line)
    filled.style.inlineSize = `${story.progress ?? 0}%`
    say(percent, story.progress === undefined ? "" : `${story.progress} %`)
    say(eta, etaOf(story))
    const now = beyond(story, explanation)
    say(message, now)
    message.hidden = now === ""
    // Percentages pass by too fast to be read out: a new phase or a new trouble is news.
    const spoken = `${story.name}: ${story.phase}. ${story.tone === "busy" ? "" : story.message}`
    if (spoken !== last.spoken) say(news, spoken)
    last.spoken = spoken
    problems.show(problemsOf(explanation))
    services.show(servicesOf(story.services), story.services.length)
    timeline.show(timelineOf(story.moments))
    onDemand.hidden = story.conditions.length === 0
    say(conditionsCount, countOf(story.conditions))
    fill(conditions, ...conditionsOf(story.conditions))
  }

  return { element, show, clear: () => element.replaceChildren() }
}
