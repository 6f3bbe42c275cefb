import { createRequire } from 'node:module'
import type undici from 'undici'

// Only what speaks HTTP/1.1: the whole of undici (fetch, WebSocket, caches, mocks) takes three times as long to load, in every process.
const load = createRequire(import.meta.url)

export const Client: typeof undici.Client = load('undici/lib/dispatcher/client.js')
export const buildConnector: typeof undici.buildConnector = load('undici/lib/core/connect.js')
