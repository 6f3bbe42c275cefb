import { type Static, type TObject, type TUnsafe, Type } from 'typebox'

type Branches = readonly TObject[]

/**
 * A closed set of objects told apart by `kind`. Says the same as a union, but in a form (if/then) in which a validator names what is wrong in the branch that was meant, and
 * not in all of them.
 */
export function taggedUnion<const T extends Branches>(branches: T, description: string): TUnsafe<Static<T[number]>> {
  const kinds = branches.map((branch) => readKind(branch))
  return Type.Unsafe<Static<T[number]>>({
    type: 'object',
    description,
    required: ['kind'],
    properties: { kind: { enum: kinds } },
    allOf: branches.map((branch, index) => ({
      if: { type: 'object', required: ['kind'], properties: { kind: { const: kinds[index] } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: branch,
    })),
  })
}

function readKind(branch: TObject): unknown {
  const kind: unknown = branch.properties['kind']
  return typeof kind === 'object' && kind !== null && 'const' in kind ? kind.const : undefined
}
