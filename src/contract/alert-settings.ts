/** A person or a group that is told when something is wrong, and how. */
export interface ContactSettings {
  readonly name: string
  /** For people: 'operator jaga'. */
  readonly role: string | null
  /** For people only: nothing is sent to it. */
  readonly phone: string | null
  readonly email: string | null
  /** A chat's id or @name. */
  readonly telegram: string | null
  readonly webhook: { readonly url: string; readonly secret: string } | null
  /** From which severity on they are told. */
  readonly alerts: 'none' | 'critical' | 'warning'
}

/** How alerts are sent, and who is told of the whole country. */
export interface AlertSettings {
  /** What opens within this is told in one message; what closes within it is not told. */
  readonly groupMs: number
  readonly repeatMs: { readonly critical: number; readonly warning: number }
  readonly email: { readonly smtpUrl: string; readonly from: string } | null
  readonly telegram: { readonly token: string; readonly apiRoot: string } | null
  readonly contacts: readonly ContactSettings[]
  /** CIDR blocks of private addresses at which webhooks and the Bot API may live. */
  readonly allowAddresses: readonly string[]
}

/** How channels are watched. */
export interface HealthSettings {
  readonly probeEveryMs: number
  readonly keepProbesMs: number
  /** A channel is silent when nothing came in a time in which so many reports are usual. */
  readonly silenceFrom: number
  /** A report in flight that is older makes its channel degraded. */
  readonly waitingTooLongMs: number
  /** From acceptance to delivery, of one report in twenty. */
  readonly slowMs: number
  /** Certificates and credentials that end within this. */
  readonly expiresSoonMs: number
}
