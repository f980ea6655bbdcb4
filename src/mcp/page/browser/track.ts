import { h } from "./dom.ts"
import { stages } from "./model.ts"

export interface Track {
  readonly element: HTMLElement
  readonly show: (phase: string, reached: string, progress: number | undefined) => void
}

// Where the phases usually begin, in percent: only for a cluster that had failed before anybody looked.
const usual: ReadonlyArray<readonly [number, number]> = [
  [90, 4],
  [76, 3],
  [50, 2],
  [3, 1]
]

const standing = (phase: string, reached: string, progress: number | undefined): number => {
  const known: ReadonlyArray<string> = stages
  const at = known.indexOf(phase === "Failed" ? reached : phase)
  if (at >= 0) return at
  return usual.find(([from]) => (progress ?? 0) >= from)?.[1] ?? (phase === "Failed" ? 0 : -1)
}

/** The phases in their order: what is behind, where the cluster stands, what is still to come. */
export const makeTrack = (): Track => {
  const steps = stages.map((stage) => {
    const state = h("span", { class: "visually-hidden" })
    return {
      state,
      step: h("li", {}, h("span", { class: "dot", "aria-hidden": "true" }), h("span", { class: "stage" }, stage), state)
    }
  })
  return {
    element: h("ol", { class: "track", "aria-label": "Phases" }, ...steps.map(({ step }) => step)),
    show: (phase, reached, progress) => {
      const at = standing(phase, reached, progress)
      for (const [index, { state, step }] of steps.entries()) {
        const done = index < at || (index === at && phase === "Ready")
        const here = index === at && !done
        step.dataset["state"] = done ? "done" : here ? (phase === "Failed" ? "failed" : "here") : "ahead"
        state.textContent = done ? " (done)" : here && phase === "Failed" ? " (failed here)" : ""
        if (index === at) step.setAttribute("aria-current", "step")
        else step.removeAttribute("aria-current")
      }
    }
  }
}
