import type { Burst } from './messages.ts'

/** The same report, about 500 bytes, in two shapes. */
export const BODIES: Readonly<Record<Burst['shape'], (ticket: string, number: number) => string>> = {
  report: (ticket, number) =>
    JSON.stringify({
      complaint_id: ticket,
      title: 'Lampu jalan mati',
      description: textOf(number),
      category_id: 'infrastruktur',
      user_name: 'Budi Hartono',
      user_phone: '081322334455',
      city_id: '32.73',
      city_name: 'KOTA BANDUNG',
      address: 'Jl. Katamso No. 12',
      longitude: '107.6386',
      latitude: '-6.9034',
      created_at: '2026-11-21 08:15:00',
      is_anonymous: false,
    }),
  complaint: (ticket, number) =>
    JSON.stringify({
      title: 'Lampu jalan mati',
      body: textOf(number),
      class: 'complaint',
      receivedAt: '2026-11-21T01:15:00Z',
      category: { native: 'infrastruktur', lapor: null },
      location: { lat: -6.9034, lng: 107.6386, address: 'Jl. Katamso No. 12', city: 'KOTA BANDUNG', code: '32.73' },
      reporter: { name: 'Budi Hartono', phone: '+6281322334455' },
      attachments: [],
      anonymous: false,
      secret: false,
      tags: [ticket],
    }),
}

function textOf(number: number): string {
  return `PJU di depan SDN ${number} Cibeunying mati total sudah dua minggu, warga takut lewat saat malam.`
}
