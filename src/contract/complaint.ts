import { type Static, Type } from 'typebox'

/** The thirteen words for a case's state at LAPOR! (docs: status words). */
export const STATUSES = [
  'received',
  'needs_info',
  'verified',
  'routed',
  'in_progress',
  'deferred',
  'answered',
  'resolved',
  'closed',
  'rejected',
  'not_authority',
  'duplicate',
  'reopened',
] as const
export type Status = (typeof STATUSES)[number]

export const StatusSchema = Type.Enum([...STATUSES])

const text = (maxLength: number, description: string) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000]*$', description })
const closed = { additionalProperties: false }

/** A report class of LAPOR!: pengaduan, aspirasi, permintaan informasi. */
export const ReportClassSchema = Type.Enum(['complaint', 'aspiration', 'information'])

export const AttachmentSchema = Type.Object(
  {
    url: Type.String({
      format: 'uri',
      maxLength: 2048,
      pattern: '^(https?|file-part):',
      description: 'http(s) address to fetch it from; file-part:<n> is the n-th file of a multipart request',
    }),
    name: Type.Optional(text(255, 'file name as the origin gave it')),
  },
  closed,
)

const ReporterSchema = Type.Object(
  {
    name: Type.Optional(text(200, 'name of the citizen')),
    phone: Type.Optional(Type.String({ pattern: '^\\+[1-9][0-9]{6,14}$', description: 'E.164' })),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
    handle: Type.Optional(text(200, 'user id or account name in the app of origin')),
    nationalId: Type.Optional(text(32, 'NIK')),
    address: Type.Optional(text(1000, 'home address of the citizen')),
    gender: Type.Optional(text(32, 'as the origin writes it')),
  },
  { ...closed, description: 'Who reports. Sealed apart from the rest; never in a log, a queue or a body sent as text.' },
)

/**
 * The one schema of a complaint. config/complaint.schema.json is written from it (`npm run check` compares them).
 * Texts hold any Unicode but NUL, which PostgreSQL refuses. Instants are RFC 3339 in UTC.
 */
export const ComplaintSchema = Type.Object(
  {
    title: text(255, 'one line; LAPOR! takes 255 characters'),
    body: text(200_000, 'what the citizen says, whole; connectors/lapor splits what is beyond its limit'),
    class: ReportClassSchema,
    receivedAt: Type.Optional(Type.String({ format: 'date-time', description: 'when the app of origin took it' })),
    occurredOn: Type.Optional(Type.String({ format: 'date', description: 'day of the incident' })),
    category: Type.Optional(
      Type.Object(
        {
          native: Type.Optional(text(255, "the origin's own word")),
          lapor: Type.Optional(Type.Union([Type.Integer({ minimum: 1 }), Type.Null()])),
        },
        closed,
      ),
    ),
    location: Type.Optional(
      Type.Object(
        {
          lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
          lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
          address: Type.Optional(text(1000, 'as the citizen describes the place')),
          province: Type.Optional(text(100, 'name')),
          city: Type.Optional(text(100, 'name of kota or kabupaten')),
          district: Type.Optional(text(100, 'name of kecamatan')),
          village: Type.Optional(text(100, 'name of desa or kelurahan')),
          code: Type.Optional(
            Type.String({ pattern: '^[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{2}(\\.[0-9]{4})?)?)?$', description: 'Kemendagri code, dotted' }),
          ),
        },
        closed,
      ),
    ),
    reporter: Type.Optional(ReporterSchema),
    attachments: Type.Array(AttachmentSchema, { maxItems: 50 }),
    anonymous: Type.Boolean({ description: 'name hidden from the public and the agency' }),
    secret: Type.Boolean({ description: 'the report is not public' }),
    tags: Type.Array(text(100, 'free tag'), { maxItems: 50 }),
  },
  { ...closed, $id: 'complaint', title: 'Complaint' },
)

export type Attachment = Static<typeof AttachmentSchema>
export type Reporter = Static<typeof ReporterSchema>
export type Complaint = Static<typeof ComplaintSchema>

/** A complaint as the ledger holds it in the open: without the person. */
export type OpenComplaint = Omit<Complaint, 'reporter'>

/** Where a complaint came from. Written once by intake from the channel's configuration; the database refuses to change it. */
export interface Origin {
  readonly region: string
  readonly app: string
  readonly channel: string
  readonly connector: string
  readonly ticket: string
  readonly link: string | null
}

/** The region's own work on the case, as its app reports it: never what the citizen said. */
export interface OriginState {
  /** Our word, when the mapping knows the native one. */
  readonly status?: Status
  /** The region's own word, untouched. */
  readonly native?: string
  /** The region's own answer to the citizen. */
  readonly answer?: string
}

/** The hub's own state of a complaint. `accepted` that is neither of the others is in flight. */
export type Delivery = 'accepted' | 'delivered' | 'parked' | 'unknown'
