import type { TransformName } from './transforms/index.ts'

interface TargetTraits {
  /** Used when the mapping names none. */
  readonly as: TransformName
  /** Others that give what the complaint schema asks here. */
  readonly also: readonly TransformName[]
}

/** Every place of a complaint that a mapping may fill, except `attachments`, in the order in which they are read. There is none for the origin: a payload cannot claim one. */
export const TARGETS = {
  body: { as: 'text', also: ['line'] },
  title: { as: 'headline', also: [] },
  class: { as: 'line', also: [] },
  receivedAt: { as: 'timestamp', also: [] },
  occurredOn: { as: 'date', also: [] },
  'category.native': { as: 'line', also: ['headline'] },
  'category.lapor': { as: 'integer', also: [] },
  'location.lat': { as: 'latitude', also: [] },
  'location.lng': { as: 'longitude', also: [] },
  'location.address': { as: 'line', also: ['text'] },
  'location.province': { as: 'line', also: [] },
  'location.city': { as: 'line', also: [] },
  'location.district': { as: 'line', also: [] },
  'location.village': { as: 'line', also: [] },
  'location.code': { as: 'regionCode', also: [] },
  'reporter.name': { as: 'line', also: [] },
  'reporter.phone': { as: 'phone', also: [] },
  'reporter.email': { as: 'email', also: [] },
  'reporter.handle': { as: 'line', also: [] },
  'reporter.nationalId': { as: 'line', also: [] },
  'reporter.address': { as: 'line', also: ['text'] },
  'reporter.gender': { as: 'line', also: [] },
  anonymous: { as: 'flag', also: [] },
  secret: { as: 'flag', also: [] },
  tags: { as: 'tag', also: [] },
} as const satisfies Record<string, TargetTraits>

export type Target = keyof typeof TARGETS

export function targetTraits(target: Target): TargetTraits {
  return TARGETS[target]
}
