import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import type { AppDeps } from '../../deps.ts'
import { problems } from '../../schemas/answers.ts'
import { ADMIN } from './index.ts'

const ConfigStateSchema = Type.Object(
  {
    regions: Type.Integer(),
    channels: Type.Integer(),
    mappings: Type.Array(Type.String()),
    problems: Type.Array(
      Type.Object({ file: Type.String(), line: Type.Integer(), column: Type.Integer(), at: Type.String(), message: Type.String() }),
      { description: 'files that changed last and are not in force; those of mappings begin with mappings/' },
    ),
    folders: Type.Optional(Type.Object({ config: Type.String(), mappings: Type.String() }, { description: 'where the files are' })),
    centralUrl: Type.String({ description: 'the LAPOR! that is used' }),
  },
  { description: 'what is in force' },
)

export async function configRoutes(app: FastifyInstance, { settings, mappings, mappingProblems, folders }: AppDeps): Promise<void> {
  const schema = {
    ...ADMIN,
    summary: 'The configuration in force',
    description: 'How many regions and channels are in force, which mappings are loaded, and what is wrong in the files.',
    response: { 200: ConfigStateSchema, ...problems('key_invalid') },
  }
  app.get('/admin/v1/config', { schema }, () => ({
    regions: settings.current.regions.size,
    channels: settings.current.channels.size,
    mappings: [...mappings().keys()].sort(),
    ...(folders ? { folders } : {}),
    centralUrl: withoutCredentials(settings.current.gateway.central.url),
    problems: [
      ...settings.current.problems,
      ...(mappingProblems?.() ?? []).map((problem) => ({ ...problem, file: `mappings/${problem.file}` })),
    ],
  }))
}

function withoutCredentials(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
