import { fill, h, say } from "./dom.ts"
import type { Row } from "./model.ts"

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
  return h(
    "li",
    { class: "row", "data-tone": row.tone },
    h(
      "a",
      { href: addressOf(row), id: `row-${row.namespace}/${row.name}` },
      h(
        "span",
        { class: "who" },
        h("span", { class: "name" }, h("span", { class: "namespace" }, `${row.namespace}/`), row.name),
        h("span", { class: "badge" }, row.phase)
      ),
      meter(row),
      h("span", { class: "facts" }, facts.join(" · ")),
      h("span", { class: "message" }, row.message)
    )
  )
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
  readonly show: (rows: ReadonlyArray<Row>, more: boolean) => string
}

/** All clusters that may be seen, worst first. */
export const makeListView = (): ListView => {
  const total = h("p", { class: "summary", role: "status" })
  const rows = h("ul", { class: "rows" })
  const hint = h("p", { class: "hint" })
  const filter = h("input", { type: "search", id: "filter", autocomplete: "off", spellcheck: "false" })
  const known: { rows: ReadonlyArray<Row>; more: boolean } = { rows: [], more: false }

  const draw = () => {
    const wanted = filter instanceof HTMLInputElement ? filter.value.trim().toLowerCase() : ""
    const matching = known.rows.filter((row) =>
      `${row.namespace}/${row.name} ${row.phase} ${row.place}`.toLowerCase().includes(wanted)
    )
    fill(rows, ...matching.map(item))
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
      h("label", { class: "filter", for: "filter" }, "Filter", filter),
      rows,
      hint
    ),
    show: (all, more) => {
      known.rows = all
      known.more = more
      draw()
      const line = summary(all)
      say(total, line)
      return line
    }
  }
}
