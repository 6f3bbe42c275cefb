import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { sees } from '../../../contract/access.ts'
import type { AppDeps } from '../../deps.ts'
import { ADMIN_PROBLEMS, problems } from '../../schemas/answers.ts'
import { viewerOf } from '../../viewer.ts'
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
    description:
      'How many regions and channels are in force, which mappings are loaded, and what is wrong in the files. Of what you may see; files of the gateway itself only for the whole country.',
    response: { 200: ConfigStateSchema, ...problems(...ADMIN_PROBLEMS) },
  }
  app.get('/admin/v1/config', { schema }, (request) => {
    const { scope } = viewerOf(request)
    const { regions, channels, gateway, problems: faults } = settings.current
    const seen = {
      regions: [...regions.keys()].filter((code) => sees(scope, code)),
      channels: [...channels.values()].filter(({ region }) => sees(scope, region.code)),
    }
    const files = new Set([
      ...seen.regions.map((code) => `regions/${code}.yaml`),
      ...seen.channels.flatMap(({ id, mapping }) => [`channels/${id}.yaml`, `mappings/${mapping}/mapping.yaml`]),
    ])
    const refs = scope === null ? [...mappings().keys()] : [...new Set(seen.channels.map(({ mapping }) => mapping))]
    return {
      regions: seen.regions.length,
      channels: seen.channels.length,
      mappings: refs.sort(),
      ...(folders && scope === null ? { folders } : {}),
      centralUrl: withoutCredentials(gateway.central.url),
      problems: [...faults, ...(mappingProblems?.() ?? []).map((problem) => ({ ...problem, file: `mappings/${problem.file}` }))].filter(
        ({ file }) => scope === null || files.has(file),
      ),
    }
  })
}

function withoutCredentials(address: string): string {
  const url = new URL(address)
  url.username = ''
  url.password = ''
  return url.href
}
