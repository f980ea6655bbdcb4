// FIPS 180-4. Needed for one thing: Helm releases of long names are shortened with it (Flux ShortenName), and the pure
// core may not import node:crypto.
const primes = ((): ReadonlyArray<number> => {
  const found: Array<number> = []
  for (let n = 2; found.length < 64; n++) if (found.every((prime) => n % prime !== 0)) found.push(n)
  return found
})()

const fraction = (x: number): number => Math.floor((x - Math.floor(x)) * 2 ** 32) >>> 0
const roundConstants = primes.map((prime) => fraction(Math.cbrt(prime)))
const initial = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

const padded = (text: string): DataView => {
  const bytes = new TextEncoder().encode(text)
  const length = Math.ceil((bytes.length + 9) / 64) * 64
  const buffer = new Uint8Array(length)
  buffer.set(bytes)
  buffer[bytes.length] = 0x80
  const view = new DataView(buffer.buffer)
  view.setUint32(length - 4, bytes.length * 8)
  return view
}

/** The SHA-256 of a short text (below 512 MB), in lower-case hex. */
export const sha256 = (text: string): string => {
  const view = padded(text)
  const hash = Uint32Array.from(initial)
  const words = new Uint32Array(64)
  const word = (at: number): number => words[at] ?? 0
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let t = 0; t < 16; t++) words[t] = view.getUint32(block + 4 * t)
    for (let t = 16; t < 64; t++) {
      const s0 = rotate(word(t - 15), 7) ^ rotate(word(t - 15), 18) ^ (word(t - 15) >>> 3)
      const s1 = rotate(word(t - 2), 17) ^ rotate(word(t - 2), 19) ^ (word(t - 2) >>> 10)
      words[t] = word(t - 16) + s0 + word(t - 7) + s1
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
    for (let t = 0; t < 64; t++) {
      const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (roundConstants[t] ?? 0) + word(t)) >>> 0
      const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) >>> 0
      const next: ReadonlyArray<number> = [(t1 + t2) >>> 0, a, b, c, (d + t1) >>> 0, e, f, g]
      ;[a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = next
    }
    for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) hash[at] = (hash[at] ?? 0) + value
  }
  return Array.from(hash, (value) => value.toString(16).padStart(8, "0")).join("")
}
