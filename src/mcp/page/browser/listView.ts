import { fill, h, say } from "./dom.ts"
import type { Row, Tone } from "./model.ts"
import { time } from "./words.ts"

export const addressOf = ({ name, namespace }: Pick<Row, "name" | "namespace">): string =>
  `#/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`

const meter = ({ name, phase, progress }: Row): HTMLElement | undefined => {
  if (progress === undefined || phase === "Ready") return undefined
  const filled = h("span", { class: "fill" })
  filled.style.inlineSize = `${progress}%`
  return h(
    "span",
    {
      class: "meter",
      role: "progressbar",
      "aria-label": `Progress of ${name}`,
      "aria-valuenow": String(progress),
      "aria-valuemin": "0",
      "aria-valuemax": "100"
    },
    filled
  )
}

const item = (row: Row): HTMLElement => {
  const facts = [
    row.progress === undefined || row.phase === "Ready" ? "" : `${row.progress} %`,
    row.place,
    row.services === "" ? "" : `services ${row.services}`,
    row.age === "" ? "" : `${row.age} old`
  ].filter((fact) => fact !== "")
  const id = `row-${row.namespace}/${row.name}`
  // What its badge says already need not be said again.
  const plain = row.tone === "good" && row.message === `Cluster ${row.namespace}/${row.name} is ready.`
  return h(
    "li",
    { class: "row", "data-tone": row.tone },
    h(
      "span",
      { class: "who" },
      h(
        "a",
        { class: "name", href: addressOf(row), id, "aria-describedby": `${id}-phase ${id}-facts ${id}-message` },
        h("span", { class: "namespace" }, `${row.namespace}/`),
        row.name
      ),
      h("span", { class: "badge", id: `${id}-phase` }, row.phase)
    ),
    meter(row),
    h("span", { class: "facts", id: `${id}-facts` }, facts.join(" · ")),
    plain ? undefined : h("span", { class: "message", id: `${id}-message` }, row.message)
  )
}

const groups: ReadonlyArray<{ readonly id: string; readonly title: string; readonly tones: ReadonlyArray<Tone> }> = [
  { id: "attention", title: "Needs attention", tones: ["bad", "warning"] },
  { id: "under-way", title: "Under way", tones: ["busy", "quiet"] },
  { id: "ready", title: "Ready", tones: ["good"] }
]

/** The rows of one kind under their heading; nothing where there are none. */
const groupOf = ({ id, title, tones }: (typeof groups)[number], rows: ReadonlyArray<Row>): HTMLElement | undefined => {
  const own = rows.filter(({ tone }) => tones.includes(tone))
  if (own.length === 0) return undefined
  const heading = h("h2", { id }, title, h("span", { class: "count" }, ` ${own.length}`))
  return h("section", { class: `group ${id}`, "aria-labelledby": id }, heading, h("ul", {}, ...own.map(item)))
}

const summary = (rows: ReadonlyArray<Row>): string => {
  const bad = rows.filter(({ tone }) => tone === "bad").length
  const warned = rows.filter(({ tone }) => tone === "warning").length
  const ready = rows.filter(({ phase }) => phase === "Ready").length
  const parts = [
    `${rows.length} ${rows.length === 1 ? "cluster" : "clusters"}`,
    bad === 0 ? "" : `${bad} in trouble`,
    warned === 0 ? "" : `${warned} slow or being retried`,
    `${ready} ready`
  ]
  return parts.filter((part) => part !== "").join(", ")
}

export interface ListView {
  readonly element: HTMLElement
  /** `next` says when the list is looked at again. */
  readonly show: (rows: ReadonlyArray<Row>, more: boolean, next?: string) => string
}

/** All clusters that may be seen, worst first. */
export const makeListView = (): ListView => {
  const total = h("p", { class: "summary", role: "status" })
  const asOf = h("p", { class: "hint as-of" })
  const rows = h("div", { class: "rows" })
  const hint = h("p", { class: "hint" })
  const filter = h("input", { type: "search", id: "filter", autocomplete: "off", spellcheck: "false" })
  const known: { rows: ReadonlyArray<Row>; more: boolean } = { rows: [], more: false }

  const draw = () => {
    const wanted = filter instanceof HTMLInputElement ? filter.value.trim().toLowerCase() : ""
    const matching = known.rows.filter((row) =>
      `${row.namespace}/${row.name} ${row.phase} ${row.place}`.toLowerCase().includes(wanted)
    )
    fill(rows, ...groups.map((group) => groupOf(group, matching)))
    const none = known.rows.length === 0 ? "No cluster is being monitored yet." : "No cluster matches."
    say(hint, matching.length === 0 ? none : known.more ? "There are more clusters than this page shows." : "")
    hint.hidden = hint.textContent === ""
  }
  filter.addEventListener("input", draw)

  return {
    element: h(
      "section",
      { class: "list", "aria-labelledby": "title" },
      h("h1", { id: "title", tabindex: "-1" }, "Clusters"),
      total,
      h("div", { class: "above" }, h("label", { class: "filter", for: "filter" }, "Filter", filter), asOf),
      rows,
      hint
    ),
    show: (all, more, next = "") => {
      known.rows = all
      known.more = more
      draw()
      const line = summary(all)
      say(total, line)
      say(asOf, `As of ${time(new Date().toISOString())}${next}`)
      return line
    }
  }
}
