import type { Masters } from '../../src/contract/central.ts'
import { pick, textOf } from './answers.ts'
import type { Centre } from './call.ts'
import { readAllPages } from './pages.ts'

/** LAPOR!'s own lists of institutions and templates, whole. */
export async function readMasters(centre: Centre): Promise<Masters> {
  return {
    institutions: await readList(centre, '/masters/institutions/external'),
    templates: await readList(centre, '/masters/templates'),
  }
}

async function readList(centre: Centre, path: string): Promise<{ id: string; name: string }[]> {
  const rows = await readAllPages(centre, path, 'page_size=1000')
  const named = rows.flatMap((row) => {
    const id = textOf(pick(row, 'id')) ?? textOf(pick(row, 'code'))
    const name = textOf(pick(row, 'name')) ?? textOf(pick(row, 'title')) ?? textOf(pick(row, 'code'))
    return id === null || name === null ? [] : [[id, { id, name }] as const]
  })
  return [...new Map(named).values()]
}
