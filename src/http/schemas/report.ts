import { Type } from 'typebox'

/** Which of them a channel asks for stands in its file (`auth.kind`). */
export const CHANNEL_SECURITY = ['standardWebhooks', 'channelSignature', 'channelBearer', 'channelSecret', 'channelBasic'].map((name) => ({
  [name]: [],
}))

const EXAMPLE = {
  source_id: 'sapawarga',
  complaint_id: 'SWA201120260000043',
  user_name: 'Budi Hartono',
  user_phone: '081322334455',
  title: 'Lampu jalan mati',
  description: 'PJU di depan SDN 2 Cibeunying mati total sudah dua minggu.',
  city_id: '32.73',
  address: 'Jl. Katamso No. 12',
  latitude: '-6.9034',
  longitude: '107.6386',
}

const ReportSchema = Type.Object(
  {},
  { description: "the app's own members; the example is in the format of the demo channel sapawarga", examples: [EXAMPLE] },
)

/** What may be sent as a report, for OpenAPI. */
export const ReportBodySchema = {
  content: {
    'application/json': { schema: ReportSchema },
    'application/x-www-form-urlencoded': { schema: ReportSchema },
    'multipart/form-data': { schema: ReportSchema },
  },
}
