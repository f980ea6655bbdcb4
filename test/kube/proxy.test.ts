import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import { chooseProxy } from "../../src/kube/login/proxy.ts"
import { parseServer } from "../../src/kube/login/server.ts"

const chosen = (server: string, environment: Record<string, string>, proxyUrl?: string): string =>
  Result.match(chooseProxy(new URL(server), proxyUrl, environment), {
    onFailure: ({ from, says }) => `${from} ${says}`,
    onSuccess: Option.match({ onNone: () => "none", onSome: ({ from, url }) => `${from} ${url.host}` })
  })

const through = (server: string, noProxy: string) =>
  chosen(server, { HTTPS_PROXY: "http://proxy.test:3128", NO_PROXY: noProxy }) !== "none"

// What net/http of Go 1.26 says of each: an entry of NO_PROXY, a server that it exempts, one that it does not.
const entries: ReadonlyArray<readonly [entry: string, exempt: string, not: string]> = [
  ["example.com", "https://a.example.com", "https://xexample.com"],
  [".example.com", "https://a.example.com", "https://example.com"],
  ["*.example.com", "https://b.a.example.com", "https://example.com"],
  ["EXAMPLE.com:6443", "https://example.com:6443", "https://example.com"],
  ["10.0.0.0/8", "https://10.1.2.3:6443", "https://192.168.1.1"],
  ["10.0.0.0/8", "https://[::ffff:10.0.0.1]", "https://[fd00::1]"],
  ["10.0.0.1", "https://10.0.0.1:6443", "https://10.0.0.10"],
  ["10.0.0.1:443", "https://10.0.0.1", "https://10.0.0.1:6443"],
  ["fd00::/8", "https://[fd00::1]:6443", "https://[2001:db8::1]"],
  ["[fd00::1]:6443", "https://[fd00::1]:6443", "https://[fd00::1]"],
  ["::/0", "https://[2001:db8::1]", "https://10.0.0.1"],
  [" a.test , *", "https://mgmt.test", "never"]
]

describe("NO_PROXY", () => {
  it.each(entries)("%s exempts %s and not %s", (entry, exempt, not) => {
    assert.isFalse(through(exempt, entry))
    if (not !== "never") assert.isTrue(through(not, entry))
  })

  it.prop(
    "never sends a loopback address through a proxy of the environment, nor keeps one from proxy-url",
    { last: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 })), noise: Schema.String },
    ({ last, noise }) => {
      for (const host of [`127.0.0.${last}`, "localhost", "[::1]"]) {
        const environment = { HTTPS_PROXY: "http://proxy.test:3128", NO_PROXY: noise }
        assert.strictEqual(chosen(`https://${host}`, environment), "none")
        assert.strictEqual(chosen(`https://${host}`, environment, "http://own.test:1"), "proxy-url own.test:1")
      }
    }
  )

  it.prop(
    "survives any text, and the more it says the fewer servers go through the proxy",
    { entry: Schema.String, more: Schema.String },
    ({ entry, more }) => {
      const server = "https://mgmt.example.com:6443"
      if (!through(server, entry)) assert.isFalse(through(server, `${entry},${more}`))
    }
  )
})

describe("the variables of a proxy", () => {
  it("are read in either case, the upper one first, each for its own scheme", () => {
    const both = { HTTPS_PROXY: "http://upper:1", https_proxy: "http://lower:1", HTTP_PROXY: "plain:1" }
    assert.strictEqual(chosen("https://a.test", both), "HTTPS_PROXY upper:1")
    assert.strictEqual(chosen("https://a.test", { https_proxy: "http://lower:1" }), "https_proxy lower:1")
    assert.strictEqual(chosen("http://a.test", both), "HTTP_PROXY plain:1")
    assert.strictEqual(chosen("https://a.test", { ALL_PROXY: "http://all:1" }), "none")
    assert.include(chosen("https://a.test", { HTTPS_PROXY: "gopher://a:1" }), "HTTPS_PROXY is not")
  })
})

describe("a server", () => {
  it.prop(
    "of any text is either refused with a reason, or an http(s) URL without query, fragment and credentials",
    { text: Schema.String, scheme: Schema.Literals(["", "http://", "https://", "https:", "//"]) },
    ({ scheme, text }) => {
      Result.match(parseServer(scheme + text), {
        onFailure: (says) => assert.isAbove(says.length, 5),
        onSuccess: ({ secure, url }) => {
          assert.match(url.protocol, secure ? /^https:$/u : /^http:$/u)
          assert.deepStrictEqual([url.search, url.hash, url.username, url.password], ["", "", "", ""])
        }
      })
    }
  )
})
