type Child = Node | string | undefined
type Attributes = Readonly<Record<string, string | undefined>>

/**
 * An element. Texts are text nodes, whatever stands in them: nothing that comes from a cluster is ever read as HTML.
 */
export const h = (tag: string, attributes: Attributes = {}, ...children: ReadonlyArray<Child>): HTMLElement => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value)
  }
  element.append(...children.filter((child) => child !== undefined))
  return element
}

/** Replaces what is inside, and leaves the focus where it was: on the element of the same id. */
export const fill = (container: HTMLElement, ...children: ReadonlyArray<Child>): void => {
  const active = document.activeElement
  const id = active instanceof HTMLElement && container.contains(active) ? active.id : ""
  container.replaceChildren(...children.filter((child) => child !== undefined))
  if (id !== "") document.getElementById(id)?.focus({ preventScroll: true })
}

/** Sets a text only where it changes, so that nobody is told the same twice. */
export const say = (element: HTMLElement, text: string): void => {
  if (element.textContent !== text) element.textContent = text
}
