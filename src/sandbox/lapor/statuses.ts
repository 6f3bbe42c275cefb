/** LAPOR!'s own words with their codes (the codes are assumed), and which of the gateway's words may be used for each. */
export const LAPOR_STATUSES = {
  'Belum Terverifikasi': { code: '0', ours: ['received'] },
  Terdisposisi: { code: '1', ours: ['verified', 'routed'] },
  'Belum Ditindaklanjuti': { code: '1', ours: [] },
  'Dalam Proses': { code: '2', ours: ['in_progress', 'answered', 'deferred', 'reopened'] },
  'Sedang Diproses': { code: '2', ours: [] },
  Selesai: { code: '3', ours: ['resolved'] },
  'Ditutup oleh Sistem': { code: '4', ours: ['closed'] },
  Tertunda: { code: '5', ours: ['needs_info'] },
  Ditolak: { code: '6', ours: ['rejected', 'duplicate'] },
  Diarsipkan: { code: '7', ours: [] },
  'Bukan Wewenang': { code: '8', ours: ['not_authority'] },
} as const satisfies Record<string, { code: string; ours: readonly string[] }>

export type LaporStatus = keyof typeof LAPOR_STATUSES

export const FIRST_STATUS: LaporStatus = 'Belum Terverifikasi'
export const LAST_STATUSES: readonly LaporStatus[] = ['Ditutup oleh Sistem', 'Ditolak', 'Diarsipkan', 'Bukan Wewenang']

/** LAPOR!'s word from its own, without regard to case, or from ours; null when it is neither. */
export function readStatus(word: string): LaporStatus | null {
  const wanted = word.trim().replace(/\s+/g, ' ').toLowerCase()
  if (wanted === 'ditutup') return 'Ditutup oleh Sistem'
  for (const [native, { ours }] of Object.entries(LAPOR_STATUSES)) {
    if (native.toLowerCase() === wanted || (ours as readonly string[]).includes(wanted)) return native as LaporStatus
  }
  return null
}

export function codeOf(status: string): string {
  return LAPOR_STATUSES[status as LaporStatus]?.code ?? '99'
}
