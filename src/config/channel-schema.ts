import { type Static, Type } from 'typebox'
import {
  AllowAddressesSchema,
  CLOSED,
  count,
  duration,
  IdentitySchema,
  laporId,
  PeopleSchema,
  PRIVACY_SCHEMAS,
  RegionCodeSchema,
  SecretReferenceSchema,
  text,
} from './schema-parts.ts'

/** config/channels/<id>.yaml: one region's use of a connector. */
export const ChannelFileSchema = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$',
      description: 'the name of this file, without .yaml; it is in the address /in/<id> and never changes',
    }),
    region: RegionCodeSchema,
    app: text("name of the region's app as people know it; {app} in the prefix"),
    connector: text('folder in connectors/, e.g. webhook', 64),
    mapping: Type.String({ pattern: '^[a-z0-9-]+/v[0-9]+$', description: '<source>/v<N>: the folder in mappings/' }),
    paused: Type.Optional(Type.Boolean({ description: 'true: nothing comes in and nothing goes out' })),
    config: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: "the connector's own settings; its README lists them; without it: none" }),
    ),
    secrets: Type.Optional(
      Type.Record(Type.String(), SecretReferenceSchema, { description: 'secrets by the names that the connector gives them' }),
    ),
    apiKeys: Type.Optional(
      Type.Array(SecretReferenceSchema, { maxItems: 8, description: 'keys with which the region reads its own complaints' }),
    ),
    pollEvery: Type.Optional(duration('how often a polled channel is asked', { default: '1m' })),
    requestsPerMinute: Type.Optional(count('instead of http.requestsPerMinute in gateway.yaml')),
    allowAddresses: Type.Optional(AllowAddressesSchema),
    people: Type.Optional(PeopleSchema),
    filing: Type.Optional(
      Type.Object(
        {
          identity: Type.Optional(IdentitySchema),
          categoryId: Type.Optional(laporId('category_id')),
          locationId: Type.Optional(laporId('location_id')),
          reporterAsNewUser: Type.Optional(Type.Boolean()),
          ...PRIVACY_SCHEMAS,
        },
        { ...CLOSED, description: "what differs from the region's filing" },
      ),
    ),
  },
  { ...CLOSED, $id: 'channel', title: 'config/channels/<id>.yaml' },
)

export type ChannelFile = Static<typeof ChannelFileSchema>
