import type { ClockName } from '../../contract/clock-settings.ts'
import type { Text } from '../texts.ts'

export const CLOCK_TEXTS = {
  verify: { id: 'Verifikasi dan teruskan', en: 'Verify and hand on' },
  firstFollowup: { id: 'Tindak lanjut pertama', en: 'First follow-up' },
  closeAfterAnswer: { id: 'Tutup setelah jawaban', en: 'Closing after an answer' },
  information: { id: 'Permintaan informasi', en: 'Request for information' },
  complaint: { id: 'Pengaduan', en: 'Complaint' },
  supervisoryComplaint: { id: 'Pengaduan berkadar pengawasan', en: 'Complaint with supervisory weight' },
  ceiling: { id: 'Batas undang-undang', en: 'Statutory ceiling' },
} as const satisfies Record<ClockName, Text>
