import { h } from "./dom.ts"
import type { Condition, Moment, Service } from "./model.ts"
import { time } from "./words.ts"

const serviceTones: ReadonlyMap<string, string> = new Map([
  ["Deployed", "good"],
  ["Failed", "bad"],
  ["Provisioning", "busy"],
  ["Deleting", "warning"]
])

const service = ({ failure, name, state, version }: Service): HTMLElement =>
  h(
    "li",
    { "data-tone": serviceTones.get(state) ?? "quiet" },
    h("span", { class: "name" }, name),
    h("span", { class: "facts" }, version),
    h("span", { class: "badge" }, state === "" ? "Unknown" : state),
    failure === "" ? undefined : h("span", { class: "message" }, failure)
  )

export const servicesOf = (services: ReadonlyArray<Service>): ReadonlyArray<HTMLElement> =>
  services.length === 0 ? [] : [h("ul", { class: "services" }, ...services.map(service))]

const moment = ({ at, message, tone }: Moment): HTMLElement =>
  h("li", { "data-tone": tone }, h("time", { datetime: at }, time(at)), h("span", {}, message))

/** Newest first: where something happens now, it happens at the top. */
export const timelineOf = (moments: ReadonlyArray<Moment>): ReadonlyArray<HTMLElement> =>
  moments.length === 0 ? [] : [h("ol", { class: "timeline", reversed: "" }, ...moments.map(moment))]

const condition = ({ message, reason, since, status, type }: Condition): HTMLElement =>
  h(
    "li",
    { "data-status": status },
    h("span", { class: "name" }, type),
    h("span", { class: "status" }, status === "" ? "Unknown" : status),
    h("span", { class: "facts" }, [reason, time(since)].filter((fact) => fact !== "").join(" · ")),
    message === "" ? undefined : h("span", { class: "message" }, message)
  )

export const conditionsOf = (conditions: ReadonlyArray<Condition>): ReadonlyArray<HTMLElement> =>
  conditions.length === 0 ? [] : [h("ul", { class: "conditions" }, ...conditions.map(condition))]
