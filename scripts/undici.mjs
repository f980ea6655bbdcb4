// What the bundles have of undici. Its own index loads fetch, caches, mocks and WebSockets with it, in fourfold the time and with
// 12 MiB more. The build puts this in its place; whatever our sources import of undici has to be here, or the build fails.
import connect from "undici/lib/api/api-connect.js"
import request from "undici/lib/api/api-request.js"
import buildConnector from "undici/lib/core/connect.js"
import util from "undici/lib/core/util.js"
import Agent from "undici/lib/dispatcher/agent.js"
import Client from "undici/lib/dispatcher/client.js"
import Dispatcher from "undici/lib/dispatcher/dispatcher.js"
import Socks5ProxyAgent from "undici/lib/dispatcher/socks5-proxy-agent.js"

// A tunnel through a proxy is opened by a method, which the index that is replaced gives to every dispatcher.
Object.assign(Dispatcher.prototype, { connect })

export { Agent, buildConnector, Client, Socks5ProxyAgent }

/** As `undici.request`, through a dispatcher of the caller's. */
const send = (url, { dispatcher, method = "GET", ...options }) => {
  const { origin, pathname, search } = util.parseURL(url)
  return request.call(dispatcher, { ...options, origin, path: `${pathname}${search}`, method })
}

export { send as request }
