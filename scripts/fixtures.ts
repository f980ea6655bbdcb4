// Writes fixtures/recordings from the stories in fixtures/authoring. `npm run fixtures`.
import { mkdirSync, writeFileSync } from "node:fs"
import { filesOf, recordings } from "../fixtures/authoring/recordings.ts"

mkdirSync("fixtures/recordings", { recursive: true })
for (const recording of recordings()) {
  for (const [file, text] of filesOf(recording)) writeFileSync(file, text)
}
