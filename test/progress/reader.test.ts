import { assert, it } from "@effect/vitest"
import { Schema } from "effect"
import { diagnose } from "../../src/progress/interpret/diagnose.ts"
import { makeReader, type Readings } from "../../src/progress/interpret/reader.ts"
import { controllers } from "../../src/progress/knowledge/controllers.ts"

const Asked = Schema.Struct({
  text: Schema.Literals(controllers.flatMap(({ errors = [] }) => errors.map(({ example }) => example))),
  kind: Schema.Literals(["Cluster", "Machine", "ServiceSet", "AWSMachine"]),
  provider: Schema.Literals(["", "aws", "azure", "openstack"])
})
const Look = Schema.Array(Asked).check(Schema.isMaxLength(6))

it.prop(
  "a reader finds what anybody would find who had read nothing before, look after look",
  { looks: Schema.Array(Look).check(Schema.isMaxLength(4)) },
  ({ looks }) => {
    let readings: Readings = new Map()
    for (const look of [...looks, ...looks]) {
      const reader = makeReader(readings)
      for (const { text, ...subject } of look) {
        assert.deepStrictEqual(reader.diagnose(text, subject), diagnose(text, subject))
      }
      readings = reader.readings()
    }
  }
)

it("a reader remembers no more than the last look that had something new", () => {
  const subject = { kind: "Machine", provider: "aws" }
  const first = makeReader(new Map())
  first.diagnose("InsufficientInstanceCapacity: none left", subject)
  const same = makeReader(first.readings())
  same.diagnose("InsufficientInstanceCapacity: none left", subject)
  assert.strictEqual(same.readings(), first.readings())
  const other = makeReader(same.readings())
  other.diagnose("Instance is building", subject)
  assert.deepStrictEqual([...other.readings().keys()], ["Instance is building"])
})
