/**
 * Cluster API's conditions reach a ClusterDeployment only as nested bullets in the message of CAPIClusterSummary
 * (kcm >= 0.3), written by the merge strategies of cluster-api `util/conditions`. This room reads that text back.
 *
 * The text lists what is not True: a known type that is absent is True. Whether a listed type is False or Unknown
 * cannot be told. Raw cloud errors of several lines become bullets too, so only known types count at column 0.
 */

/** What kcm asks the summary for, in its fixed order (kcm `internal/util/conditions/capi.go`). */
export const capiTypes = [
  "InfrastructureReady",
  "ControlPlaneInitialized",
  "ControlPlaneAvailable",
  "ControlPlaneMachinesReady",
  "WorkersAvailable",
  "WorkerMachinesReady",
  "RemoteConnectionProbe",
  "Deleting"
] as const
export type CapiType = (typeof capiTypes)[number]

/** One bullet: `* Head: text`, `* Head:` with children, or `* text` with an empty head. */
export interface Bullet {
  readonly head: string
  readonly text: string
  readonly children: ReadonlyArray<Bullet>
}

export interface ConditionTree {
  /** The listed conditions, in the order they stand; heads are known types, each at most once. */
  readonly conditions: ReadonlyArray<Bullet>
  /** kcm >= 1.9 puts this line first when the cluster has not been ready for 30 minutes. */
  readonly overdue: boolean
}

export const emptyTree: ConditionTree = { conditions: [], overdue: false }

/** Lists are of a handful of objects, each with a handful of conditions; a message with more bullets is not read to its end. */
const maxBullets = 500

const overdueLine = /^Cluster is not ready\. Check the provider logs/u
/** kcm joins what it aggregates with ". ": a summary may begin in the midst of a line, behind the services' tally. */
const gluedBullet = /(?<=\S) \* (?=([A-Z][A-Za-z]{3,30}):)/gu
/** Or the tally is glued to the last bullet. */
const servicesTail = /(?:^|\.?\s{1,3})\d{1,6}\/\d{1,6} Services are ready\.?$/u

const bulletLine = /^( *)\* ?(.*)$/u
// A head is a condition type (`Ready`, `Node.Ready`) or a Kind with the names it speaks of. Both are written in camel
// case: `RESPONSE 409` and `ERROR CODE` are lines of a cloud error.
const conditionHead =
  /^((?=[A-Z]{0,20}[a-z])[A-Z][A-Za-z]{0,100}(?:\.(?=[A-Z]{0,20}[a-z])[A-Z][A-Za-z]{0,100})?):(?: (.*))?$/u
const objectHead =
  /^((?:(?=[A-Z]{0,20}[a-z])[A-Z][A-Za-z]{0,62}|Worker Machines|Control plane Machines) [a-z0-9][-a-z0-9.]{0,252}(?:, [a-z0-9][-a-z0-9.]{0,252}){0,2}(?:, \.\.\. \(\d{1,9} more\))?):(?: (.*))?$/u

interface Open {
  readonly indent: number
  readonly head: string
  text: string
  readonly children: Array<Open>
}

const isCapiType = (head: string): head is CapiType => capiTypes.some((type) => type === head)

const close = (open: Open): Bullet => ({ head: open.head, text: open.text, children: open.children.map(close) })

const openBullet = (indent: number, content: string): Open => {
  const match = objectHead.exec(content) ?? conditionHead.exec(content)
  return match === null
    ? { indent, head: "", text: content, children: [] }
    : { indent, head: match[1] ?? "", text: match[2] ?? "", children: [] }
}

/** Reads the message of CAPIClusterSummary, or of a Ready condition that copied it. Never throws, on any text. */
export const parseConditionTree = (message: string): ConditionTree => {
  const roots: Array<Open> = []
  const path: Array<Open> = []
  let overdue = false
  let bullets = 0
  for (const raw of message
    .replace(servicesTail, "")
    .replace(gluedBullet, (glued, type: string) => (isCapiType(type) ? "\n* " : glued))
    .split(/\r?\n/u)) {
    const line = raw.trimEnd()
    const match = bulletLine.exec(line)
    if (match === null) {
      if (overdueLine.test(line)) overdue = true
      // A line without a bullet goes on with the text before it.
      const last = path.at(-1)
      if (last !== undefined && line.trim() !== "")
        last.text = last.text === "" ? line.trim() : `${last.text} ${line.trim()}`
      continue
    }
    bullets++
    if (bullets > maxBullets) break
    const indent = match[1]?.length ?? 0
    const bullet = openBullet(indent, match[2] ?? "")
    if (indent === 0) {
      const known = isCapiType(bullet.head) && !roots.some((root) => root.head === bullet.head)
      const owner = roots.at(-1)
      if (known) {
        roots.push(bullet)
        path.splice(0, path.length, bullet)
      } else if (owner !== undefined) {
        owner.children.push(bullet)
        path.splice(0, path.length, owner, bullet)
      }
      continue
    }
    while (path.length > 1 && (path.at(-1)?.indent ?? 0) >= indent) path.pop()
    const parent = path.at(-1)
    if (parent === undefined) continue
    parent.children.push(bullet)
    path.push(bullet)
  }
  return { conditions: roots.map(close), overdue }
}

/** Writes a tree as Cluster API would. `parseConditionTree` reads it back. */
export const renderConditionTree = (tree: ConditionTree): string => {
  const lines: Array<string> = tree.overdue ? ["Cluster is not ready. Check the provider logs for more details."] : []
  const write = (bullet: Bullet, indent: number): void => {
    const separator = bullet.head !== "" && bullet.text !== "" ? ": " : bullet.head === "" ? "" : ":"
    lines.push(`${" ".repeat(indent)}* ${bullet.head}${separator}${bullet.text}`)
    for (const child of bullet.children) write(child, indent + 2)
  }
  for (const condition of tree.conditions) write(condition, 0)
  return lines.join("\n")
}

/** A raw error of several lines arrives as bullets without heads: one text, with one cause. */
export const gathered = (bullet: Bullet): Bullet => {
  const raw =
    bullet.children.length > 1 && bullet.children.every((child) => child.head === "" && child.children.length === 0)
  return raw
    ? { ...bullet, text: [bullet.text, ...bullet.children.map((child) => child.text)].join("\n").trim(), children: [] }
    : { ...bullet, children: bullet.children.map(gathered) }
}

/** The bullet of a type, where it is listed, that is: where it is not True. */
export const listed = (tree: ConditionTree, type: CapiType): Bullet | undefined =>
  tree.conditions.find((condition) => condition.head === type)

/** A bullet without children, with the way that leads to it, outermost first. */
export interface Leaf {
  readonly path: ReadonlyArray<Bullet>
  readonly text: string
}

/** All leaves below a bullet (itself, when it has no children), in reading order. */
export const leavesOf = (bullet: Bullet, above: ReadonlyArray<Bullet> = []): ReadonlyArray<Leaf> => {
  const path = [...above, bullet]
  return bullet.children.length === 0
    ? [{ path, text: bullet.text }]
    : bullet.children.flatMap((child) => leavesOf(child, path))
}

/** `Machines a, b, ... (3 more)` as kind and names; undefined where the head names no object. */
export const objectsOf = (
  head: string
): { readonly kind: string; readonly names: ReadonlyArray<string> } | undefined => {
  const match = /^([A-Z][A-Za-z]*|Worker Machines|Control plane Machines) ([a-z0-9].*)$/u.exec(head)
  if (match === null) return undefined
  const names = (match[2] ?? "").split(", ").filter((name) => !name.startsWith("..."))
  const word = match[1] ?? ""
  const kind = names.length > 1 || word.includes(" ") ? word.replace(/^.* /u, "").replace(/s$/u, "") : word
  return { kind, names }
}
