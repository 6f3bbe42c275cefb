/** Who is measured. Each forwards every report to the centre with one POST, but the bare route, which only answers. */
export interface Subject {
  readonly name: string
  /** Where reports go, and what goes along. */
  readonly url: string
  /** The same, for each of many channels: `{n}` stands for its number. */
  readonly urlOfChannels?: string
  readonly headers: Readonly<Record<string, string>>
  readonly shape: 'report' | 'complaint'
  /** Process that takes the reports. */
  readonly pid: number
  /** Resolves when nothing is left of what it put off while it was busy. Without: it puts nothing off. */
  settle?(signal: AbortSignal): Promise<void>
  /** kill -9 of all its processes of our own making, not of its servers. */
  kill(): Promise<void>
  /** Starts it again on the same data, after `kill`. */
  start(): Promise<void>
  stop(): Promise<void>
}
