/** What stands in the place of a secret. */
export const hidden = "[redacted]"

/** Whether a value has been hidden already: redaction is idempotent. */
export const isHidden = (value: string): boolean =>
  /^\\*["']?\[redacted\]|^<(?:id|account-[0-9a-f]{4}|e-mail|project|tenant|user|address)>/u.test(value)

/** A mark with its quote and the backslashes of its escaping. */
export const longestMark = 24
