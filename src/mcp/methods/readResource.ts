import { Effect } from "effect"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { encodeUpdate } from "../encode.ts"
import { refused } from "../failures.ts"
import { askerOf } from "./Caller.ts"
import { AtUri, method, mimeType, parseUri } from "./method.ts"

/** Where one cluster stands now. */
export const readResource = method("resources/read", AtUri, ({ uri }, caller) =>
  Effect.gen(function* () {
    const monitor = yield* ClusterMonitor
    const { target } = yield* parseUri(uri)
    const update = yield* Effect.mapError(monitor.snapshot(target, askerOf(caller)), refused(uri))
    return { contents: [{ uri, mimeType, text: JSON.stringify(yield* encodeUpdate(update)) }] }
  })
)
