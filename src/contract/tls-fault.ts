/**
 * Why TLS with the other side failed, in words that say what to look at; null: for another reason. Goes by the codes of Node, and by OpenSSL's words where a library kept only those.
 * Gives back nothing of the error itself, which may quote what the other side said.
 */
export function tlsFault(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  const said = ['code', 'originalCode', 'message'].map((name) => String(Reflect.get(error, name) ?? '').slice(0, 500)).join(' ')
  return FAULTS.find(([pattern]) => pattern.test(said))?.[1] ?? null
}

const UNKNOWN = 'of an authority that is not known here; name the authority in NODE_EXTRA_CA_CERTS, if it is a private one'

const FAULTS: readonly (readonly [RegExp, string])[] = [
  [
    /ALTNAME_INVALID|does not match certificate's altnames/,
    'its certificate is for another name; write the name that stands in the certificate',
  ],
  [/CERT_HAS_EXPIRED|certificate has expired/, 'its certificate has expired'],
  [/CERT_NOT_YET_VALID|certificate is not yet valid/, 'its certificate is not valid yet; compare the clocks'],
  [/CERT_REVOKED|certificate revoked/, 'its certificate was revoked'],
  [/SELF_SIGNED_CERT|self-signed certificate/, `its certificate is self-signed, or ${UNKNOWN}`],
  [/UNABLE_TO_(?:GET|VERIFY)_|unable to (?:get|verify)/, `its certificate is ${UNKNOWN}`],
  [/WRONG_VERSION_NUMBER|wrong version number|PACKET_LENGTH_TOO_LONG|packet length too long/, 'it does not speak TLS on this port'],
  [
    /UNSUPPORTED_PROTOCOL|unsupported protocol|PROTOCOL_VERSION|protocol version|HANDSHAKE_FAILURE|handshake failure/,
    'it offers no TLS that is safe enough',
  ],
]
