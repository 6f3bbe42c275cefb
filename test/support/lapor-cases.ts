import { createHash } from 'node:crypto'
import type { Dispatch, Filing, FollowupDispatch, StoredFile } from '../../src/contract/central.ts'
import type { Complaint, Origin } from '../../src/contract/complaint.ts'
import type { CentralSettings } from '../../src/contract/settings.ts'

/** What the tests of connectors/lapor start from; each says only what it changes. */
export function centralSettings(url: string, change: Partial<CentralSettings> = {}): CentralSettings {
  return {
    url,
    allowAddresses: ['127.0.0.0/8'],
    authorization: { header: 'Authorization', value: 'Bearer kunci-rahasia' },
    token: { header: 'token', value: '{"kunci":"token-rahasia"}' },
    connectTimeoutMs: 1_000,
    timeoutMs: 5_000,
    limits: { titleChars: 255, contentChars: 10_000, followupChars: 1_000, followupFileBytes: 5 * 1024 * 1024, photos: 10 },
    createNotDoneOn: [429, 500, 503],
    statuses: {
      'Belum Terverifikasi': 'received',
      Tertunda: 'needs_info',
      Terdisposisi: 'verified',
      'Dalam Proses': 'in_progress',
      Selesai: 'resolved',
      'Ditutup …': 'closed',
      Ditolak: 'rejected',
    },
    timezone: 'Asia/Jakarta',
    mastersEveryMs: 86_400_000,
    requestsPerSecond: null,
    followupTemplate: 'reply',
    ...change,
  }
}

export const ORIGIN: Origin = {
  region: '32',
  app: 'Jabar Quick Response',
  channel: 'jabar-quick-response',
  connector: 'webhook',
  ticket: 'JQR-2026-0001',
  link: null,
}

export const FILING: Filing = {
  identity: { userId: 3200, channel: 13, dispositionId: 151345, tag: '#jabarquickresponse', prefix: '[{app} {ticket}]' },
  classificationId: { complaint: 6, aspiration: 7, information: 8 },
  categoryId: 436,
  locationId: 34,
  reporterAsNewUser: false,
}

export const COMPLAINT: Complaint = {
  title: 'Jembatan gantung putus',
  body: 'Jembatan gantung di Desa Sukamaju putus sejak Rabu.',
  class: 'complaint',
  receivedAt: '2026-11-17T18:00:00Z',
  attachments: [],
  anonymous: false,
  secret: false,
  tags: [],
}

export function dispatchOf(
  change: {
    complaint?: Partial<Complaint>
    filing?: Partial<Filing>
    origin?: Partial<Origin>
    files?: StoredFile[]
    handOnTo?: Dispatch['handOnTo']
  } = {},
): Dispatch {
  return {
    id: '01932f3a-0000-7000-8000-000000000001',
    origin: { ...ORIGIN, ...change.origin },
    complaint: { ...COMPLAINT, ...change.complaint },
    filing: { ...FILING, ...change.filing },
    files: change.files ?? [],
    handOnTo: change.handOnTo ?? null,
  }
}

export function followupOf(change: Partial<FollowupDispatch> = {}): FollowupDispatch {
  return {
    id: '01932f3a-0000-7000-8000-0000000000f1',
    complaintId: '01932f3a-0000-7000-8000-000000000001',
    origin: ORIGIN,
    receipt: { laporId: '9001234', trackingId: null, institution: null },
    filing: FILING,
    source: 'citizen',
    text: 'Sampai hari ini belum ada petugas.',
    state: null,
    secret: false,
    files: [],
    ...change,
  }
}

export function fileOf(content: string, change: Partial<StoredFile> = {}): StoredFile {
  const bytes = Buffer.from(content)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  return { sha256, name: 'foto.jpg', mediaType: 'image/jpeg', sizeBytes: bytes.length, read: async () => bytes, ...change }
}
