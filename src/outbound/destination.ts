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
  return url.pathname
    .split('/')
    .map((part) => (/[:@%]|\d{9}/.test(part) || part.length > 32 ? '…' : part))
    .join('/')
}
