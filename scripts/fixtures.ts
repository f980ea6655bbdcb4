// Writes fixtures/recordings and fixtures/clusters from the authoring code beside them. `npm run fixtures` runs it, and then
// writes the stories that the core tells of them (test/progress/golden.test.ts).
import { mkdirSync, writeFileSync } from "node:fs"
import { filesOf, recordings } from "../fixtures/authoring/recordings.ts"
import { stateFiles } from "../fixtures/authoring/states.ts"
import { shown, terminalPicture } from "./terminalPicture.ts"

for (const folder of ["recordings", "clusters"]) mkdirSync(`fixtures/${folder}`, { recursive: true })
for (const [file, text] of [...(await recordings()).flatMap(filesOf), ...stateFiles()]) writeFileSync(file, text)
// It shows one of them.
writeFileSync(shown.file, terminalPicture(shown))
