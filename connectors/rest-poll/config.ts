import { type Static, Type } from 'typebox'
import type { Channel } from '../../src/contract/connector.ts'
import { taggedUnion } from '../../src/contract/tagged-union.ts'

const closed = { additionalProperties: false }
const pointer = Type.String({ pattern: '^(/.*)?$', maxLength: 200, description: 'JSON Pointer' })
const pointers = (description: string) => Type.Union([pointer, Type.Array(pointer, { minItems: 1, maxItems: 20 })], { description })
const parameter = (description: string) => Type.String({ minLength: 1, maxLength: 100, description })
const headerName = Type.String({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", maxLength: 100, description: 'name of a header' })

const bounds = {
  maxPages: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 10_000,
      description: 'pages read in one interval, 50 when absent; what is left is read in the next',
    }),
  ),
}
const sweep = {
  sweepPages: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100,
      description: 'older pages read again in each interval, in turn, for cases that changed; 1 when absent',
    }),
  ),
}

const ByPage = Type.Object(
  {
    kind: Type.Literal('page'),
    parameter: Type.Optional(parameter("'page' when absent")),
    first: Type.Optional(Type.Integer({ minimum: 0, maximum: 1, description: 'number of the first page, 1 when absent' })),
    sizeParameter: Type.Optional(parameter('parameter that asks for a page size')),
    size: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'the page size asked for' })),
    ...bounds,
    ...sweep,
  },
  { ...closed, description: 'pages by number, newest or oldest first' },
)

const ByNext = Type.Object(
  {
    kind: Type.Literal('next'),
    link: Type.Optional(pointers('where the link to the next page is; the usual places when absent')),
    ...bounds,
    ...sweep,
  },
  { ...closed, description: 'pages by a link to the next one' },
)

const BySince = Type.Object(
  {
    kind: Type.Literal('since'),
    parameter: Type.Optional(parameter("'since' when absent")),
    time: Type.Optional(pointers("the item's time, within the item; the usual names when absent")),
    format: Type.Optional(
      Type.Enum(['as-is', 'iso', 'epoch', 'epoch-ms'], {
        description: "how the time is asked for; as-is, in the partner's own form, when absent",
      }),
    ),
    overlapSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 31_536_000,
        description: 'read again each time, as zones are often unclear; one day when absent',
      }),
    ),
    ...bounds,
  },
  { ...closed, description: 'what is new since a time' },
)

const ByCursor = Type.Object(
  {
    kind: Type.Literal('cursor'),
    parameter: Type.Optional(parameter("'cursor' when absent")),
    next: Type.Optional(pointers('where the next cursor is; the usual places when absent')),
    ...bounds,
  },
  { ...closed, description: "pages by the partner's own cursor" },
)

const Auth = taggedUnion(
  [
    Type.Object({ kind: Type.Literal('none') }, closed),
    Type.Object({ kind: Type.Literal('bearer') }, { ...closed, description: 'Authorization: Bearer <secret>' }),
    Type.Object({ kind: Type.Literal('basic') }, { ...closed, description: 'Authorization: Basic. Secret: user:password' }),
    Type.Object({ kind: Type.Literal('api-key'), header: headerName }, { ...closed, description: 'the secret in a header' }),
    Type.Object(
      { kind: Type.Literal('query'), parameter: parameter('name of the parameter') },
      { ...closed, description: 'the secret in the query' },
    ),
  ],
  'how we prove who we are; none when absent',
)

export const ConfigSchema = Type.Object(
  {
    url: Type.String({ pattern: '^https?://.+', maxLength: 2048, description: "the list's address" }),
    auth: Type.Optional(Auth),
    headers: Type.Optional(
      Type.Record(headerName, Type.String({ maxLength: 1000 }), { description: 'sent with each call; no secrets here' }),
    ),
    items: Type.Optional(pointers('where the list of reports is in the answer; the usual places when absent')),
    paging: taggedUnion([ByPage, ByNext, BySince, ByCursor], 'how one gets from page to page'),
    timeoutMs: Type.Optional(Type.Integer({ minimum: 1000, maximum: 300_000, description: '30,000 when absent' })),
    maxAnswerBytes: Type.Optional(Type.Integer({ minimum: 1024, maximum: 52_428_800, description: '5 MiB when absent' })),
  },
  { ...closed, title: 'rest-poll' },
)

export type Config = Static<typeof ConfigSchema>
export type Paging = Config['paging']
export type Secret = 'secret'
export type PollChannel = Channel<Config, Secret>

/** A setting that is one pointer or several. */
export function listPointers(setting: string | readonly string[] | undefined, usual: readonly string[]): readonly string[] {
  if (setting === undefined) return usual
  return typeof setting === 'string' ? [setting] : setting
}
