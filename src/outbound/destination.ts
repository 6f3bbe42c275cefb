import { GatewayError } from '../contract/errors.ts'

/** http and https only, no credentials in the address. Throws `config_invalid`; the message never repeats the address, which may hold a secret. */
export function checkDestination(address: string): URL {
  const url = URL.parse(address)
  if (url === null)
    throw new GatewayError('config_invalid', 'the address to call is not a URL; write e.g. https://app.example.go.id/callback')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new GatewayError('config_invalid', `the address to call starts with ${url.protocol}; only http: and https: are called`)
  }
  if (url.username !== '' || url.password !== '') {
    throw new GatewayError('config_invalid', `the address at ${url.host} holds a user or password; put them into the channel's secrets`)
  }
  return url
}

/** The path for a log, without the query; parts that look like a token or a person's id are left out. */
export function describePath(url: URL): string {
  const path = url.pathname
  // Almost every path is told as it is, and this stands in the way of every call.
  return !TELLING.test(path) && !hasLongPart(path) ? path : path.split('/').map(describePart).join('/')
}

const LONGEST = 32
const TELLING = /[:@%]|\d{9}/

const describePart = (part: string) => (TELLING.test(part) || part.length > LONGEST ? '…' : part)

function hasLongPart(path: string): boolean {
  for (let from = 0; from < path.length - LONGEST; ) {
    const end = path.indexOf('/', from)
    if ((end === -1 ? path.length : end) - from > LONGEST) return true
    if (end === -1) return false
    from = end + 1
  }
  return false
}
