import { Type } from 'typebox'
import { FaultWords } from '../problem.ts'

const count = (description: string) => Type.Integer({ description })

export const BenchSourcesSchema = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        source: Type.String(),
        refs: Type.Array(Type.String(), { description: 'its versions, oldest first' }),
        channels: Type.Array(Type.Object({ id: Type.String(), app: Type.String(), mapping: Type.String() })),
      }),
    ),
  },
  { description: 'by source' },
)

export const SamplesSchema = Type.Object(
  { items: Type.Array(Type.Object({ name: Type.String(), payload: Type.String({ description: 'as JSON' }) })) },
  { description: 'the samples' },
)

export const TriedSchema = Type.Object(
  {
    outcome: Type.Enum(['complaint', 'ignored', 'failed']),
    result: Type.Object({}, { additionalProperties: true, description: 'the complaint with its ticket; or the code and its errors' }),
    places: Type.Array(
      Type.Object({
        at: Type.String({ description: 'JSON Pointer into the payload' }),
        message: Type.String(),
        words: FaultWords,
        line: count('from 1'),
        column: count('from 1'),
        exact: Type.Boolean({ description: 'false: nothing stands there, and this is the thing around it' }),
      }),
    ),
  },
  { description: 'what comes of it' },
)

export const ComparedSchema = Type.Object(
  {
    channel: Type.String(),
    from: Type.String(),
    to: Type.String(),
    compared: count('arrivals that were opened'),
    closed: count('that could not be opened'),
    same: count('that come out the same'),
    outcomes: Type.Array(Type.Object({ outcome: Type.String(), before: Type.Integer(), after: Type.Integer() })),
    fields: Type.Array(
      Type.Object({
        at: Type.String(),
        count: Type.Integer(),
        examples: Type.Array(Type.Object({ complaintId: Type.String(), before: Type.String(), after: Type.String() })),
      }),
    ),
    faults: Type.Array(Type.Object({ at: Type.String(), message: Type.String(), words: FaultWords, count: Type.Integer() })),
  },
  { description: 'what differs' },
)
