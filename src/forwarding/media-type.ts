/** What a file is by its first bytes: hosts of photos are careless with Content-Type. */
const SIGNATURES: readonly { readonly mediaType: string; readonly at: number; readonly bytes: readonly number[] }[] = [
  { mediaType: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { mediaType: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mediaType: 'image/gif', at: 0, bytes: [0x47, 0x49, 0x46, 0x38] },
  { mediaType: 'image/webp', at: 8, bytes: [0x57, 0x45, 0x42, 0x50] },
  { mediaType: 'application/pdf', at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mediaType: 'image/heic', at: 4, bytes: [0x66, 0x74, 0x79, 0x70, 0x68, 0x65, 0x69, 0x63] },
  { mediaType: 'video/mp4', at: 4, bytes: [0x66, 0x74, 0x79, 0x70] },
  { mediaType: 'audio/ogg', at: 0, bytes: [0x4f, 0x67, 0x67, 0x53] },
  { mediaType: 'audio/mpeg', at: 0, bytes: [0x49, 0x44, 0x33] },
  { mediaType: 'audio/mpeg', at: 0, bytes: [0xff, 0xfb] },
  { mediaType: 'application/zip', at: 0, bytes: [0x50, 0x4b, 0x03, 0x04] },
  { mediaType: 'application/msword', at: 0, bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] },
]

/** null: none of the types that the gateway knows. */
export function recogniseMediaType(bytes: Uint8Array): string | null {
  const found = SIGNATURES.find(({ at, bytes: signature }) => signature.every((byte, index) => bytes[at + index] === byte))
  return found?.mediaType ?? null
}

/** Whether a list such as ['image/*', 'application/pdf'] takes it. */
export function isTaken(mediaType: string, taken: readonly string[]): boolean {
  return taken.some((entry) => entry === mediaType || (entry.endsWith('/*') && mediaType.startsWith(entry.slice(0, -1))))
}
