import { controllers } from "./controllers.ts"
import { ofKind } from "./kinds.ts"
import { type Naming, type NamingRow, never } from "./namingRow.ts"

const rows: ReadonlyArray<NamingRow> = controllers.flatMap(({ naming }) => naming ?? [])

const speaksOf = ({ kinds }: NamingRow, kind: string): boolean =>
  kinds instanceof RegExp ? kinds.test(kind) : kinds.includes(kind)

/**
 * How objects of a kind are named; kinds that nobody knows are never tied by name. The grammar is tight enough that objects
 * of `prod-eu` are not taken for those of `prod` even where no ClusterDeployment `prod-eu` is known: the words that kcm's
 * templates use may be followed by random parts; a word that is not known (custom templates) only by random parts of the
 * usual length.
 */
export const namingOf: (kind: string) => Naming = ofKind(
  (kind) => rows.find((row) => speaksOf(row, kind))?.naming ?? never
)
