import { type Static, Type } from 'typebox'
import { STATUSES } from '../contract/complaint.ts'
import { DATE_ORDERS, ZONES, type Zone } from './reading.ts'
import { TARGETS, type Target } from './targets.ts'
import { TRANSFORMS, type TransformName } from './transforms/index.ts'

const closed = { additionalProperties: false }
const keysOf = <T extends string>(table: Record<T, unknown>): T[] => Object.keys(table) as T[]

const Pointer = Type.String({
  pattern: '^(/([^~]|~[01])*)?$',
  maxLength: 300,
  description: 'JSON Pointer into the payload: /reporter/phone',
})
const Pointers = Type.Union([Pointer, Type.Array(Pointer, { minItems: 1, maxItems: 20 })], {
  description: 'a JSON Pointer, or a list of them tried in order',
})
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])
const Values = Type.Record(Type.String(), Scalar, {
  description: "the region's word → what it means here; a word that ends in * stands for all that begin so",
})
const Status = Type.Enum([...STATUSES])
const Zones = Type.Enum(keysOf<Zone>(ZONES))

export const FieldRuleSchema = Type.Object(
  {
    from: Type.Optional(Pointers),
    join: Type.Optional(Type.String({ maxLength: 20, description: 'joins all that `from` finds, instead of taking the first' })),
    between: Type.Optional(
      Type.Object(
        {
          after: Type.String({ minLength: 1, maxLength: 100 }),
          before: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 20 }),
          whole: Type.Optional(Type.Boolean({ description: 'a text without the label is taken whole' })),
        },
        { ...closed, description: 'takes a labelled part of a text; a text without the label says nothing unless `whole`' },
      ),
    ),
    as: Type.Optional(Type.Enum(keysOf<TransformName>(TRANSFORMS), { description: 'how it is read; each field has its own default' })),
    zone: Type.Optional(Zones),
    order: Type.Optional(Type.Enum([...DATE_ORDERS], { description: 'order of dates written in numbers alone; default dmy' })),
    values: Type.Optional(Values),
    lookup: Type.Optional(
      Type.String({
        pattern: '^[a-z0-9][a-z0-9-]*\\.csv$',
        description: 'a CSV file beside the mapping: first column the native word, second what it means here',
      }),
    ),
    otherwise: Type.Optional(
      Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], {
        description: 'taken when nothing is said or the word is unknown',
      }),
    ),
    optional: Type.Optional(Type.Boolean({ description: 'the complaint is whole without it' })),
    const: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean()], { description: 'the same for every payload' })),
  },
  closed,
)
export type FieldRule = Static<typeof FieldRuleSchema>

const AttachmentsRuleSchema = Type.Object(
  {
    each: Pointers,
    as: Type.Optional(Type.Enum(['url'])),
    url: Type.Optional(
      Type.Union([Pointer, Type.Array(Pointer, { minItems: 1, maxItems: 20 })], {
        description: 'where the address stands inside an item that is an object',
      }),
    ),
    name: Type.Optional(
      Type.Union([Pointer, Type.Array(Pointer, { minItems: 1, maxItems: 20 })], {
        description: 'where the file name stands inside an item',
      }),
    ),
    optional: Type.Optional(Type.Boolean({ description: 'default true; false: a report without any file is refused' })),
  },
  {
    ...closed,
    description: 'lists of addresses or of objects, one address, or several in one text; all that `each` names are read, one after another',
  },
)
export type AttachmentsRule = Static<typeof AttachmentsRuleSchema>

const ref = <T>(name: string) => Type.Unsafe<T>({ $ref: `#/$defs/${name}` })

const Fields = Type.Object(
  {
    ...(Object.fromEntries(keysOf<Target>(TARGETS).map((target) => [target, Type.Optional(ref<FieldRule>('field'))])) as Record<
      Target,
      Type.TOptional<Type.TUnsafe<FieldRule>>
    >),
    title: ref<FieldRule>('field'),
    body: ref<FieldRule>('field'),
    attachments: Type.Optional(ref<AttachmentsRule>('attachments')),
  },
  closed,
)

const Ticket = Type.Union(
  [
    Pointer,
    Type.Array(Pointer, { minItems: 1, maxItems: 20 }),
    Type.Object(
      {
        from: Type.Optional(Pointers),
        hash: Type.Optional(
          Type.Array(Pointer, { minItems: 1, maxItems: 20, description: 'without a ticket: a stable hash of who said what and when' }),
        ),
      },
      closed,
    ),
  ],
  { description: "the partner's own number of the report" },
)

export const MappingSchema = Type.Object(
  {
    grammar: Type.Literal('mapping/1'),
    source: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$', description: 'the name of the folder' }),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    zone: Type.Optional(Zones),
    ticket: Ticket,
    fields: Fields,
    originStatus: Type.Optional(
      Type.Object(
        {
          from: Type.Optional(Pointers),
          values: Type.Optional(
            Type.Record(Type.String(), Status, {
              description: "the region's word → our status; an unknown word is kept and changes nothing",
            }),
          ),
          present: Type.Optional(
            Type.Record(Type.String({ pattern: '^/' }), Status, {
              description: 'without a word: a pointer that holds something → our status; the last one that does wins',
            }),
          ),
        },
        closed,
      ),
    ),
    originAnswer: Type.Optional(
      Type.Object(
        { from: Pointers, join: Type.Optional(Type.String({ maxLength: 20 })) },
        { ...closed, description: "the region's own answer to the citizen" },
      ),
    ),
    ignore: Type.Optional(
      Type.Array(
        Type.Object(
          {
            when: Pointers,
            equals: Type.Optional(
              Type.Union([Scalar, Type.Array(Scalar, { minItems: 1 })], { description: 'without regard to case and punctuation' }),
            ),
            present: Type.Optional(Type.Literal(true)),
            why: Type.String({ minLength: 1, maxLength: 200 }),
          },
          closed,
        ),
        { maxItems: 50 },
      ),
    ),
    feedback: Type.Optional(
      Type.Object(Object.fromEntries(STATUSES.map((status) => [status, Type.Optional(Type.String({ minLength: 1, maxLength: 100 }))])), {
        ...closed,
        description: "our status → the region's own word",
      }),
    ),
  },
  {
    ...closed,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'mapping-1',
    title: 'Mapping, grammar mapping/1',
    description: 'Turns the payloads of one source into complaints. See docs/add-a-mapping.md.',
    $defs: { field: FieldRuleSchema, attachments: AttachmentsRuleSchema },
  },
)

export type MappingDocument = Omit<Static<typeof MappingSchema>, 'feedback'> & { readonly feedback?: Readonly<Record<string, string>> }
export type TicketRule = MappingDocument['ticket']
export type OriginStatusRule = NonNullable<MappingDocument['originStatus']>
export type OriginAnswerRule = NonNullable<MappingDocument['originAnswer']>
export type IgnoreRule = NonNullable<MappingDocument['ignore']>[number]
