import { existsSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

/** While the file DRILL_DISK_FULL exists, no file below a folder `attachments` can be made: where no small file system can be mounted. */
const flag = process.env['DRILL_DISK_FULL'] ?? ''
const open = promises.open

promises.open = async (path, flags, mode) => {
  if (String(path).includes('/attachments/') && flags !== 'r' && existsSync(flag))
    throw Object.assign(new Error(`ENOSPC: no space left on device, open '${path}'`), { code: 'ENOSPC' })
  return open(path, flags, mode)
}
syncBuiltinESMExports()
