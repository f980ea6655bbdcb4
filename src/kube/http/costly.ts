/** What is longer costs so much to be understood, some ms, that it gets a turn of the event loop of its own. */
const costlyLength = 64 * 1024

/** Whether the text of an object is so long that whoever reads it lets others have their turn before. */
export const isCostly = (text: string): boolean => text.length > costlyLength
