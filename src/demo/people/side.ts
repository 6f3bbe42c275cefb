/** One person on one channel of people: what they write, what they are told, and the servers of the demo in between. */
export interface Side {
  /** Its id in config/channels. */
  readonly channel: string
  /** Who is shown to speak. */
  readonly person: string
  /** What the gateway is told of the servers. */
  readonly env: Readonly<Record<string, string>>
  /** What the person writes; the next one when there was an answer. */
  readonly script: readonly string[]
  write(text: string, gateway: string): Promise<void>
  /** What the person was told, oldest first. */
  readonly told: string[]
  close(): Promise<void>
}
