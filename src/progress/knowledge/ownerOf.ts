import { controllers, general } from "./controllers.ts"
import { ofKind } from "./kinds.ts"
import type { Knowledge } from "./knowledge.ts"

/** Whose kind of object it is; `undefined` where nobody but the general tables speaks of such. */
export const ownerOf: (kind: string) => Knowledge | undefined = ofKind((kind) =>
  controllers.find((controller) => !general.has(controller) && controller.kinds.test(kind))
)
