import { run, type Step } from "../text/steps.ts"

const months = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
const instant = `(?:\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d{1,9})?)?)?|(?:\\w{3},? )?(?:\\d{1,2} (?:${months})|(?:${months}) \\d{1,2}),? \\d{4}(?: \\d\\d:\\d\\d:\\d\\d)?|\\b\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?|\\b1[5-9]\\d{8}(?:\\d{3})?\\b)(?: ?(?:Z|[+-]\\d\\d:?\\d\\d))?(?: (?:UTC|GMT|[A-Z]{3,4}(?![a-z])))?(?: m=[+-][\\d.]{1,30})?`
const unit =
  "(?:ns|us|µs|ms|millis(?:econds?)?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![\\w-])"
const short = "(?:\\d{1,9}(?:[.,]\\d{1,9})?(?:ns|us|µs|ms|s|m|h|d)){2,6}"
const duration = `(?:${short}|\\d{1,9}(?:[.,]\\d{1,9})? ?${unit}(?:,? (?:and )?\\d{1,9} ?${unit}){0,4})`
const lead =
  "(?:(?:since|for|after|in|within|over|during|already|elapsed|age|the|last|past|another|about|around|at|on|more than|less than|longer than|at least|approximately|until|from|next retry|backoff|back-off)[:=]? ){0,4}"
const tail = "(?: (?:ago|already|elapsed|now|so far|left|remaining|old))?"
const tries = "(?:attempts?|retries|retry|tries|try|times|failures|errors|restarts|probes|requeues|iterations?)"

/** What a text says of time and of tries, with the words that lead to it. Nothing has moved because it goes on. */
const steps: ReadonlyArray<Step> = [
  { pattern: new RegExp(`[ ,;]{0,2}\\b${lead}${instant}${tail}`, "gu"), replacement: "" },
  { pattern: new RegExp(`[ ,;]{0,2}\\b${lead}(?<![\\w.:/-])${duration}${tail}`, "gu"), replacement: "" },
  {
    pattern: new RegExp(
      `[ ,;]{0,2}(?:\\b(?:after|for) )?\\b\\d{1,7}(?:st|nd|rd|th)? (?:more |failed |consecutive |unsuccessful |successive ){0,2}${tries}\\b`,
      "giu"
    ),
    replacement: ""
  },
  {
    pattern: new RegExp(
      `[ ,;]{0,2}\\b(?:on |in |after |for )?(?:${tries}(?: ?count)?)[ :=#(]{1,3}\\d{1,7}(?: ?(?:/|of|out of) ?\\d{1,7})?`,
      "giu"
    ),
    replacement: ""
  },
  { pattern: /\s?\(x\d{1,7}\)/gu, replacement: "" },
  { pattern: /\(\s{0,2}\)/gu, replacement: "" },
  { pattern: /\s+/gu, replacement: " " }
]

/** What is behind that is not looked at: whoever tells steps tells them first. */
const longest = 1000

/** A text without what only the clock, or another try, changes in it. */
export const withoutTimes = (text: string): string =>
  /\d/u.test(text) ? run(steps, text.slice(0, longest)).trim() : text.trim()
