/** What a text that nobody knows says of itself: that something went wrong, rather than that something is awaited. */
const complaint =
  /\b(?:fail(?:ed|ure|s|ing)?|errors?|cannot|can't|could not|couldn't|unable|unavailable|unauthorized|unsupported|unreachable|unknown host|not (?:found|present|allowed|authorized|available|supported|permitted|enough|valid|registered)|no (?:such|space|room|capacity|quota|available|free|suitable|valid|matching|eligible)|no \S{1,60} (?:found|available|left)|do(?:es)? not (?:exist|match|support|have)|invalid|incorrect|wrong|bad|denied|refused|rejected|forbidden|expired|exceed(?:ed|s|ing)?|insufficient|missing|limit reached|exhausted|out of|unhealthy|too many|duplicate|locked|stopped|lost|conflicts?|timed out|timeout|mismatch|permanent(?:ly)?)\b/iu

export const complains = (text: string): boolean => complaint.test(text)

/** What to do about a complaint that no row knows: how to mend it, only its own words can tell. */
export const adviceUnknown = "look at this object and at the log of its controller"
