#!/usr/bin/env node
import module from "node:module"
import process from "node:process"

// Kept apart from the program, and in old words, so that an old Node.js still understands why it cannot run it.
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`k0rdent-mcp: Node.js 22.19 or newer is needed, this is ${process.versions.node}\n`)
  process.exit(2)
}
// Compiling the program is a third of the time until it answers.
module.enableCompileCache()
const { main } = await import("./main.mjs")
main(process.argv.slice(2))
