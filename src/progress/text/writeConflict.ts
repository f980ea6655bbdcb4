/** Two writers met, and the later one tries again at once (client-go, optimistic locking): that says nothing of the object. */
export const isWriteConflict = (text: string): boolean =>
  /the object has been modified; please apply your changes/u.test(text)
