import { type Static, Type } from 'typebox'
import { ContactsSchema } from './alerts-schema.ts'
import { CLOSED, count, IdentitySchema, laporId, PRIVACY_SCHEMAS, RegionCodeSchema, TimezoneSchema, text } from './schema-parts.ts'

/** config/regions/<code>.yaml: one regional government. */
export const RegionFileSchema = Type.Object(
  {
    code: RegionCodeSchema,
    name: text("e.g. 'Kota Surabaya'"),
    level: Type.Enum(['province', 'kota', 'kabupaten']),
    province: text('name of its province; its own name for a province'),
    timezone: TimezoneSchema,
    retention: Type.Object(
      {
        days: count('days after which personal data of a closed case is erased', 36_500),
        legalHold: Type.Optional(Type.Boolean({ description: 'true: nothing of this region is erased, whatever its age' })),
      },
      { ...CLOSED, description: 'required: how long citizens stay known (UU 27/2022)' },
    ),
    filing: Type.Object(
      {
        identity: IdentitySchema,
        classificationId: Type.Object(
          { complaint: laporId('pengaduan'), aspiration: laporId('aspirasi'), information: laporId('permintaan informasi') },
          { ...CLOSED, description: 'classification_id of each class of report' },
        ),
        categoryId: laporId('category_id of reports whose mapping knows none'),
        locationId: laporId('location_id'),
        reporterAsNewUser: Type.Boolean({
          description: 'true: name, phone and e-mail of the citizen go along (is_new_user_slider). false: only the service account',
        }),
        ...PRIVACY_SCHEMAS,
      },
      { ...CLOSED, description: "how this region's reports are filed at LAPOR!" },
    ),
    handOn: Type.Optional(
      Type.Array(
        Type.Object(
          {
            when: Type.Object(
              {
                category: Type.Optional(text("the origin's own word")),
                city: Type.Optional(text('name of kota or kabupaten')),
                district: Type.Optional(text('name of kecamatan')),
                code: Type.Optional(text('beginning of the Kemendagri code of the place')),
              },
              { ...CLOSED, description: 'all that are named must be equal, without regard to case; {} matches everything' },
            ),
            institutionId: laporId('institution that has the authority'),
            reason: text('why, as the institution reads it', 500),
          },
          CLOSED,
        ),
        { maxItems: 2000, description: 'first match wins: the report is handed on to another institution' },
      ),
    ),
    handOnFrom: Type.Optional(
      Type.String({
        pattern: '^crosswalks/[A-Za-z0-9][A-Za-z0-9._-]{0,100}\\.csv$',
        description: 'a table of more such rules, behind those of handOn, e.g. crosswalks/jabar-institutions.csv',
      }),
    ),
    contacts: Type.Optional(ContactsSchema),
  },
  { ...CLOSED, $id: 'region', title: 'config/regions/<code>.yaml' },
)

export type RegionFile = Static<typeof RegionFileSchema>
