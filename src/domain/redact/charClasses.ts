// By character codes: redaction looks at each character of what a cluster says.

export const isUpper = (code: number): boolean => code >= 65 && code <= 90
export const isLower = (code: number): boolean => code >= 97 && code <= 122
export const isDigit = (code: number): boolean => code >= 48 && code <= 57
export const isAlphanumeric = (code: number): boolean => isLower(code) || isUpper(code) || isDigit(code)
