import { watch } from 'chokidar'
import { endWithLine } from './end-with-line.ts'
import { launch } from './launch.ts'

const WATCHED = ['src', 'connectors', 'mappings']
const SETTLE_MS = 200

/** `npm run dev`: like `npm start`, and the gateway starts again when its code or a mapping changes. config/ it watches itself. */
await endWithLine(() => launch({ env: process.env, say: console.log, restarts: restartOnChange }))

function restartOnChange(restart: () => void, signal: AbortSignal): void {
  const watcher = watch(WATCHED, { ignoreInitial: true, ignored: (path) => /\.test\.ts$|\/samples\/|src\/(setup|sandbox)\//.test(path) })
  let settled: NodeJS.Timeout | undefined
  const close = () => void watcher.close()
  watcher.on('all', (_event, path) => {
    clearTimeout(settled)
    settled = setTimeout(() => {
      console.log(`${path} changed; starting the gateway again`)
      signal.removeEventListener('abort', close)
      close()
      restart()
    }, SETTLE_MS)
  })
  signal.addEventListener('abort', close)
}
