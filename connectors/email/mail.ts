/** One mail, read: what is said in it and by whom, in plain values that can be sent between threads. */
export interface Mail {
  /** Without brackets; null when it is missing or no id. */
  readonly messageId: string | null
  /** In-Reply-To first, then References from the newest. Without brackets, each once, at most 30. */
  readonly threads: readonly string[]
  readonly from: Address | null
  readonly replyTo: Address | null
  /** '' is the null path of bounces. null: not said. */
  readonly returnPath: string | null
  readonly subject: string
  /** The Date header in RFC 3339; null when it is missing or no date. */
  readonly date: string | null
  /** All that can be read as text, forwarded messages after their headers. */
  readonly text: string
  /** Something of the text, or a file, was beyond a limit and is in the raw mail only. */
  readonly cut: boolean
  readonly files: readonly MailFile[]
  /** Of those that are asked for elsewhere: lower-case name and unfolded value, in the order of the mail. */
  readonly headers: readonly (readonly [name: string, value: string])[]
}

export interface Address {
  /** In lower case, its domain in ASCII. */
  readonly address: string
  readonly name: string
}

export interface MailFile {
  readonly name: string
  readonly mediaType: string
  readonly bytes: Uint8Array
  /** Shown within the text. */
  readonly inline: boolean
}

/** What one mail may hold. Beyond `parts`, `depth` and `headBytes` it is unreadable and parked; beyond the others it is cut. */
export const LIMITS = {
  headBytes: 256 * 1024,
  headers: 2000,
  parts: 400,
  depth: 40,
  textChars: 190_000,
  htmlChars: 4_000_000,
  /** As many as a complaint takes. */
  files: 50,
  readMs: 30_000,
  memoryMiB: 512,
} as const

/** Why a mail cannot be read, in words for the staff; names nothing of a person. */
export class UnreadableMail extends Error {
  override readonly name = 'UnreadableMail'
}
