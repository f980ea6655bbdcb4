import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import { Effect, Option } from "effect"
import { madeElsewhere, Replica } from "./replica.ts"

/**
 * Cursors that tell nothing but the replica that made them: what they hold is encrypted and authenticated with a key of this process (AES-256-GCM). One
 * that was not made here, or for another purpose, or was changed, does not open.
 */
export interface Seal {
  readonly close: (purpose: string, text: string) => Effect.Effect<string>
  readonly open: (purpose: string, token: string) => Option.Option<string>
  /** The replica that made a token, where it was another one. */
  readonly madeElsewhere: (token: string) => string | undefined
}

const algorithm = "aes-256-gcm"
const nonceBytes = 12
const tagBytes = 16
/** Texts are padded to a multiple of this, so that their length says nothing of the names in them. */
const block = 64
/** Longer than any cursor of ours: nothing longer is worth decrypting. */
const longestToken = 8192

export const makeSeal: Effect.Effect<Seal> = Effect.map(Replica, (replica) => {
  const key = randomBytes(32)
  return {
    close: (purpose, text) =>
      Effect.sync(() => {
        const nonce = randomBytes(nonceBytes)
        const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(purpose))
        const plain = Buffer.from(text)
        const padding = Buffer.alloc(block - (plain.length % block), " ")
        const sealed = Buffer.concat([cipher.update(plain), cipher.update(padding), cipher.final()])
        return `${replica}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64url")}`
      }),
    open: (purpose, token) => {
      if (token.length > longestToken || !token.startsWith(`${replica}.`)) return Option.none()
      const bytes = Buffer.from(token.slice(replica.length + 1), "base64url")
      if (bytes.length <= nonceBytes + tagBytes) return Option.none()
      const open = Option.liftThrowable(() => {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
        return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
      })
      return Option.map(open(), (plain) => plain.toString().trimEnd())
    },
    madeElsewhere: (token) => madeElsewhere(token, replica)
  }
})
