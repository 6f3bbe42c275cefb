import { type Static, Type } from 'typebox'
import { StatusSchema } from '../contract/complaint.ts'
import { AlertsSchema } from './alerts-schema.ts'
import { ConsoleSchema } from './console-schema.ts'
import {
  AddressBlockSchema,
  AllowAddressesSchema,
  CLOSED,
  count,
  duration,
  HealthSchema,
  PeopleSchema,
  SecretReferenceSchema,
  size,
  TimezoneSchema,
  text,
} from './schema-parts.ts'

const credential = (description: string) =>
  Type.Object(
    { header: Type.String({ pattern: '^[A-Za-z0-9-]+$', maxLength: 64, description: 'name of the header' }), value: SecretReferenceSchema },
    { ...CLOSED, description },
  )

const backoff = { first: duration('wait after the first failure; it doubles from then on'), max: duration('longest wait') }

/** config/gateway.yaml: what holds for the whole gateway. */
export const GatewayFileSchema = Type.Object(
  {
    demo: Type.Boolean({ description: `true: \${env:NAME:-default} is allowed. Never in production` }),
    http: Type.Object(
      {
        maxBody: size('largest JSON or form body'),
        maxMultipart: size('largest multipart request, files included'),
        requestTimeout: duration('time in which a request must have arrived'),
        drainDelay: Type.Optional(
          duration(
            'between SIGTERM and the stop: /readyz says no, and everything goes on, until the balancer in front sends nothing more',
            { default: '0s' },
          ),
        ),
        requestsPerMinute: count('requests a minute that one channel may send, unless its file says otherwise'),
        trustProxy: Type.Optional(
          Type.Array(AddressBlockSchema, {
            maxItems: 32,
            description: 'addresses of proxies in front, whose X-Forwarded-For, -Proto and -Host are believed; without it nobody is',
          }),
        ),
      },
      CLOSED,
    ),
    central: Type.Object(
      {
        url: text('address of LAPOR! with its prefix, e.g. https://splp.example.go.id/lapor/3.0.0', 2048),
        authorization: credential('first credential, e.g. Authorization: Bearer …'),
        token: credential('second credential'),
        connectTimeout: duration('time to connect'),
        timeout: duration('time for a whole call'),
        limits: Type.Object(
          {
            titleChars: count('characters of a title'),
            contentChars: count('characters of a content'),
            followupChars: count("characters of a follow-up's content"),
            followupFile: size('largest file of a follow-up'),
            photos: count('files of one complaint'),
          },
          CLOSED,
        ),
        createNotDoneOn: Type.Array(Type.Integer({ minimum: 400, maximum: 599 }), {
          maxItems: 20,
          description: 'HTTP statuses of a create after which it is certain that nothing was created, and it may be tried again',
        }),
        statuses: Type.Record(Type.String(), StatusSchema, { description: "LAPOR!'s words to ours; a trailing … or * matches any ending" }),
        timezone: TimezoneSchema,
        mastersEvery: duration('how often institutions and templates are read'),
        requestsPerSecond: Type.Union([Type.Null(), count('requests a second to the centre', 10_000)], { description: 'null: no limit' }),
        followupTemplate: text('template code of our follow-ups', 64),
        allowAddresses: Type.Optional(AllowAddressesSchema),
      },
      CLOSED,
    ),
    forward: Type.Object(
      {
        concurrency: count('complaints sent at the same time', 256),
        attempts: count('tries before a complaint is parked', 1000),
        ...backoff,
      },
      CLOSED,
    ),
    follow: Type.Object(
      {
        schedule: Type.Array(
          Type.Object(
            {
              until: Type.Optional(duration('holds while the case is younger; the last row has none and holds for ever')),
              every: duration('how often the case is asked for'),
            },
            CLOSED,
          ),
          { minItems: 1, maxItems: 20 },
        ),
        endStatuses: Type.Array(StatusSchema, {
          minItems: 1,
          uniqueItems: true,
          description: 'statuses after which a case is never asked for again',
        }),
      },
      CLOSED,
    ),
    reply: Type.Object({ ...backoff, giveUpAfter: duration('an answer that could not be handed back is stopped after this') }, CLOSED),
    attachments: Type.Object(
      {
        attempts: count('tries before the complaint is parked', 1000),
        ...backoff,
        maxFile: size('largest file'),
        mediaTypes: Type.Array(Type.String({ pattern: '^[a-z]+/([a-z0-9.+-]+|\\*)$' }), {
          minItems: 1,
          maxItems: 50,
          description: 'kinds of files taken',
        }),
        timeout: duration('time to fetch one file'),
      },
      CLOSED,
    ),
    people: Type.Optional(PeopleSchema),
    console: Type.Optional(ConsoleSchema),
    clocks: Type.Optional(
      Type.Object(
        {
          warnWorkingDays: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 30,
              default: 1,
              description: 'a clock is about to be missed when so many working days are left',
            }),
          ),
          warnShare: Type.Optional(
            Type.Number({
              minimum: 0.1,
              maximum: 1,
              default: 1,
              description: 'or when that share of its days is over, such as 0.8; whichever comes first',
            }),
          ),
        },
        { ...CLOSED, description: 'when a clock is about to be missed; the limits themselves stand in sla/' },
      ),
    ),
    goals: Type.Optional(
      Type.Object(
        {
          institutions: Type.Optional(count('institutions that are to be connected; default 623')),
          followedUp: Type.Optional(
            Type.Number({ minimum: 0, maximum: 1, default: 0.5, description: 'a well-connected region follows up more than this share' }),
          ),
        },
        { ...CLOSED, description: 'what the page Regions measures against' },
      ),
    ),
    health: Type.Optional(HealthSchema),
    alerts: Type.Optional(AlertsSchema),
  },
  { ...CLOSED, $id: 'gateway', title: 'config/gateway.yaml' },
)

export type GatewayFile = Static<typeof GatewayFileSchema>
