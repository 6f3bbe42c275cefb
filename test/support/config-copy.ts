import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

const CONFIG = join(import.meta.dirname, '../../config')

/** The demo's configuration in a folder of the test's own, in which the test changes files by replacing words. */
export async function configCopy(
  t: TestContext,
  changes: Record<string, readonly (readonly [from: string | RegExp, to: string])[]> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lapor-config-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  await cp(CONFIG, folder, { recursive: true })
  for (const [file, words] of Object.entries(changes)) {
    const path = join(folder, file)
    let text = await readFile(path, 'utf8')
    for (const [from, to] of words) {
      if (text.replace(from, to) === text) throw new Error(`${file} does not hold ${from}`)
      text = text.replace(from, to)
    }
    await writeFile(path, text)
  }
  return folder
}

/** The reporter goes along to the centre, as a new user of it. */
export const REPORTER_GOES_ALONG: readonly (readonly [RegExp, string])[] = [[/reporterAsNewUser: false/, 'reporterAsNewUser: true']]
