import { run, type Step } from "../text/steps.ts"

/**
 * What a text says of time and of tries, with the words that lead to it. Nothing has moved because it goes on. First every
 * instant and every duration is a mark, then the marks go, and their words with them.
 */
const steps: ReadonlyArray<Step> = [
  // instants: ISO 8601, as mails have them, as Go prints them, seconds and milliseconds since 1970
  { pattern: /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)?/gu, replacement: "⌛" },
  {
    pattern:
      /(?:\b\w{3},? )?\b(?:\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,2}),? \d{4}(?: \d\d:\d\d:\d\d)?/gu,
    replacement: "⌛"
  },
  { pattern: /\b\d\d:\d\d:\d\d(?:[.,]\d{1,9})?|\b1[5-9]\d{8}(?:\d{3})?\b/gu, replacement: "⌛" },
  {
    pattern: /⌛(?: ?(?:Z|[+-]\d\d:?\d\d))?(?: (?:UTC|GMT|[A-Z]{3,4}(?![a-z])))?(?: m=[+-][\d.]{1,30})?/gu,
    replacement: "⌛"
  },
  // durations: as Go prints them, and as people write them
  {
    pattern: /(?<![\w.:/-])(?:\d{1,9}(?:[.,]\d{1,9})?(?:ns|us|µs|ms|s|m|h|d)){2,6}/gu,
    replacement: "⌛"
  },
  {
    pattern:
      /(?<![\w.:/-])\d{1,9}(?:[.,]\d{1,9})? ?(?:ns|us|µs|ms|millis(?:econds?)?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?)(?![\w-])/gu,
    replacement: "⌛"
  },
  { pattern: /⌛(?:,? (?:and )?⌛){1,4}/gu, replacement: "⌛" },
  {
    pattern:
      /[ ,;]{0,2}(?:\b(?:since|for|after|in|within|over|during|already|elapsed|age|the|last|past|another|about|around|at|on|more than|less than|longer than|at least|approximately|until|from|next retry|backoff|back-off)[:=]? ){0,4}⌛(?: (?:ago|already|elapsed|now|so far|left|remaining|old))?/gu,
    replacement: ""
  },
  // tries, counted before their word and behind it
  {
    pattern:
      /[ ,;]{0,2}(?:\b(?:after|for) )?\b\d{1,7}(?:st|nd|rd|th)? (?:more |failed |consecutive |unsuccessful |successive ){0,2}(?:attempts?|retries|retry|tries|try|times|failures|errors|restarts|probes|requeues|iterations?)\b/giu,
    replacement: ""
  },
  {
    pattern:
      /[ ,;]{0,2}\b(?:on |in |after |for )?(?:attempts?|retries|retry|tries|try|times|failures|errors|restarts|probes|requeues|iterations?)(?: ?count)?[ :=#(]{1,3}\d{1,7}(?: ?(?:\/|of|out of) ?\d{1,7})?/giu,
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
