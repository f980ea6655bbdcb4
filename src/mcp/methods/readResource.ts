import { Effect } from "effect"
import { ClusterMonitor } from "../../monitor/ClusterMonitor.ts"
import { refused } from "../failures/failures.ts"
import { appUri, readApp } from "../page/app.ts"
import { encodeUpdate } from "../telling/encode.ts"
import { askerOf } from "./Caller.ts"
import { AtUri, method, mimeType, parseUri } from "./method.ts"

/** Where one cluster stands now; or the app that shows it. */
export const readResource = method("resources/read", AtUri, ({ uri }, caller) =>
  uri === appUri
    ? readApp
    : Effect.gen(function* () {
        const monitor = yield* ClusterMonitor
        const { target } = yield* parseUri(uri)
        const update = yield* Effect.mapError(monitor.snapshot(target, askerOf(caller)), refused(uri))
        return { contents: [{ uri, mimeType, text: JSON.stringify(yield* encodeUpdate(update)) }] }
      })
)
