import { h } from "./dom.ts"

/** Asks for the token that the server wants. It is shown to nobody, and kept for this tab alone. */
export const askForToken = (why: string, take: (token: string) => void): HTMLElement => {
  const input = h("input", {
    id: "token",
    type: "password",
    autocomplete: "off",
    spellcheck: "false",
    required: "",
    "aria-describedby": "token-help"
  })
  const form = h(
    "form",
    { class: "token" },
    h("h1", { id: "title" }, "A token, please"),
    h(
      "p",
      { id: "token-help" },
      "This server shows clusters to those who have a token. It is kept for this tab alone."
    ),
    why === "" ? undefined : h("p", { class: "wrong", role: "alert" }, why),
    h("label", { for: "token" }, "Bearer token"),
    input,
    h("button", { type: "submit" }, "Show clusters")
  )
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    const given = input instanceof HTMLInputElement ? input.value.trim() : ""
    // What no header can carry is no token.
    if (/^[\x21-\x7e]+$/u.test(given)) take(given)
  })
  return form
}
