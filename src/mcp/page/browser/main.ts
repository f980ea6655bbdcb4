import { connectHost } from "./bridge.ts"
import { fill, h, say } from "./dom.ts"
import { http } from "./http.ts"
import { isObject, object } from "./json.ts"
import { addressOf, makeListView } from "./listView.ts"
import { readRows, readStory, worstFirst } from "./model.ts"
import type { Source, Target } from "./Source.ts"
import { headline, makeStoryView, notYet } from "./storyView.ts"
import { token } from "./token.ts"
import { askForToken } from "./tokenForm.ts"
import { listIsLookedAt, watchList, watchStory } from "./watch.ts"

const main = document.querySelector("main")
const status = document.getElementById("connection")
const framed = window.parent !== window

/** The cluster that an address names: #/namespace/name. */
const targetIn = (hash: string): Target | undefined => {
  const [, namespace, name] = /^#\/([^/]+)\/([^/]+)$/u.exec(hash) ?? []
  if (namespace === undefined || name === undefined) return undefined
  try {
    return { namespace: decodeURIComponent(namespace), name: decodeURIComponent(name) }
  } catch {
    return undefined
  }
}

const start = (page: HTMLElement, line: HTMLElement) => {
  const current: { leave: AbortController; hasMoved: boolean } = { leave: new AbortController(), hasMoved: false }
  const connection = (words: string) => {
    say(line, words)
    line.hidden = words === ""
  }

  const enter = (view: HTMLElement) => {
    fill(page, view)
    // Who came here by a link is taken to the new heading; who has just opened the page is left alone.
    if (current.hasMoved) view.querySelector("h1")?.focus()
    current.hasMoved = true
  }

  const wantToken = (why: string, then: () => void) => {
    document.title = "k0rdent clusters"
    connection("")
    fill(
      page,
      askForToken(why, (given) => {
        token.keep(given)
        then()
      })
    )
    page.querySelector("input")?.focus()
  }

  const open = async (source: Source, hash: string): Promise<void> => {
    current.leave.abort()
    const leave = new AbortController()
    current.leave = leave
    const { signal } = leave
    connection("")
    const target = targetIn(hash)
    const hint = h("p", { class: "hint", role: "status" }, "Asking the server…")
    fill(page, ...(target === undefined ? [hint] : notYet(target, "#/", hint)))
    if (current.hasMoved) page.querySelector("h1")?.focus()
    const onConnection = (words: string) => {
      connection(words)
      hint.hidden = words !== ""
    }
    let view: HTMLElement | undefined
    const present = (element: HTMLElement) => {
      if (view !== element) enter(element)
      view = element
    }
    const watching = () => {
      if (target === undefined) {
        const list = makeListView()
        const show: Parameters<typeof watchList>[1] = (rows, more) => {
          document.title = `${list.show(rows, more, listIsLookedAt)} · k0rdent`
          present(list.element)
        }
        return watchList(source, show, onConnection, signal)
      }
      const told = makeStoryView("#/")
      const show: Parameters<typeof watchStory>[2] = (story, explanation) => {
        told.show(story, explanation)
        document.title = headline(story)
        present(told.element)
      }
      return watchStory(source, target, show, onConnection, signal)
    }
    const had = token.read()
    const ending = await watching()
    if (ending !== "tokenNeeded") return
    token.keep("")
    wantToken(had === "" ? "" : "The server does not know this token.", () => void open(source, hash))
  }

  if (!framed) {
    window.addEventListener("hashchange", () => void open(http, location.hash))
    void open(http, location.hash)
    return
  }
  const host = connectHost()
  document.documentElement.dataset["framed"] = ""
  // An app has no address of its own: a link that were followed would lead to a part of the host's page.
  page.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a") : null
    const hash = link?.getAttribute("href")
    if (typeof hash !== "string") return
    event.preventDefault()
    void open(host.source, hash)
  })
  host.onResult((result) => {
    const answer = object(result["structuredContent"])
    if (isObject(answer["update"])) {
      const story = readStory(answer["update"])
      void open(host.source, addressOf(story))
    } else if (Array.isArray(answer["clusters"])) {
      const list = makeListView()
      list.show(worstFirst(readRows(answer["clusters"])), answer["cursor"] !== undefined)
      enter(list.element)
    }
  })
}

if (main !== null && status !== null) start(main, status)
