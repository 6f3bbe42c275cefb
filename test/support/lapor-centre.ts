import type { LaporPeer, Received } from '../peers/lapor-v3-server.ts'

export interface Centre {
  status: string
  readonly followups: object[]
  /** Set: what the case shows as its institution. */
  institution: { id: number; name: string }
}

/** Scripts a peer as a centre with one case, which the test moves on by hand. Calls that a test scripts itself must be scripted after this. */
export function scriptCentre(peer: LaporPeer, id = 7001): Centre {
  const centre: Centre = {
    status: 'Belum Terverifikasi',
    followups: [],
    institution: { id: 151345, name: 'Pemerintah Provinsi Jawa Barat' },
  }
  peer.on('POST /complaints/complaint/file', (request: Received) => ({
    body: { results: { docs: [], images: [{ id: 500 + (request.text.length % 97) }] } },
  }))
  peer.on('POST /complaints/complaint', { body: { complaint_id: id } })
  peer.on(`POST /complaints/process/${id}/reject`, { body: { success: true } })
  peer.on(`GET /complaints/${id}/complaint`, () => ({
    body: {
      results: {
        data: {
          status_code: '1',
          status_name: centre.status,
          disposition_id: centre.institution.id,
          disposition_name: centre.institution.name,
          status_logs: [],
        },
        data_logs: [],
      },
    },
  }))
  peer.on(`GET /complaints/${id}/followups`, ({ query }) => {
    const page = Number(new URLSearchParams(query).get('page') ?? '1')
    const more = page * 2 < centre.followups.length
    return {
      body: {
        results: {
          data: centre.followups.slice((page - 1) * 2, page * 2),
          next_page_url: more ? `https://other.example/lapor/3.0.0/complaints/${id}/followups?page=${page + 1}` : null,
        },
      },
    }
  })
  peer.on('POST /complaints/followup/add', { body: { success: true } })
  peer.on('GET /masters/institutions/external', { body: { results: { data: [{ id: 9, name: 'Pemerintah Kabupaten Garut' }] } } })
  peer.on('GET /masters/templates', { body: { results: { data: [{ id: 1, name: 'reply' }] } } })
  return centre
}

export function answerOf(text: string, createdAt: string): object {
  return {
    created_at: createdAt,
    institution_from_name: 'Dinas PUPR Kabupaten Garut',
    institution_to_name: 'Pelapor',
    template_code: 'reply',
    template_content: '',
    content: text,
    attachments: [],
  }
}
