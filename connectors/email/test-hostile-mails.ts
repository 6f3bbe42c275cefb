/** Mails that were made to break a reader. Not for sending: for tests. */
export const HOSTILE_MAILS: readonly {
  readonly name: string
  readonly mail: () => Buffer
  readonly outcome: 'read' | 'unreadable' | 'either'
}[] = [
  { name: 'nothing', mail: () => Buffer.alloc(0), outcome: 'either' },
  { name: 'only line ends', mail: () => Buffer.from('\r\n'.repeat(100_000)), outcome: 'either' },
  { name: 'parts nested 300 deep', mail: () => Buffer.from(nested(300)), outcome: 'unreadable' },
  { name: 'parts nested 5,000 deep', mail: () => Buffer.from(nested(5000)), outcome: 'unreadable' },
  {
    name: 'forwarded mails nested 300 deep',
    mail: () => Buffer.from(`${HEAD}Content-Type: message/rfc822\r\n\r\n`.repeat(300) + TEXT),
    outcome: 'unreadable',
  },
  {
    name: 'ten thousand parts',
    mail: () => Buffer.from(multipart('--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000))),
    outcome: 'unreadable',
  },
  {
    name: 'a hundred thousand parts without headers',
    mail: () => Buffer.from(multipart('--b\r\n\r\n'.repeat(100_000))),
    outcome: 'unreadable',
  },
  {
    name: 'a boundary that never ends',
    mail: () => Buffer.from(multipart('--b\r\nContent-Type: text/plain\r\n\r\nJalan rusak')),
    outcome: 'read',
  },
  {
    name: 'a boundary within the text of itself',
    mail: () => Buffer.from(multipart('--b\r\n\r\n--b--b\r\n--bb\r\n --b\r\n--b--\r\n--b\r\n\r\nx\r\n')),
    outcome: 'read',
  },
  {
    name: 'the same boundary on each level',
    mail: () => Buffer.from(multipart('--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'.repeat(200))),
    outcome: 'either',
  },
  {
    name: 'an empty boundary',
    mail: () => Buffer.from(`${HEAD}Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nx\r\n----\r\n`),
    outcome: 'either',
  },
  { name: 'no boundary', mail: () => Buffer.from(`${HEAD}Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nx\r\n`), outcome: 'read' },
  {
    name: 'a boundary of 200 KiB',
    mail: () =>
      Buffer.from(
        `${HEAD}Content-Type: multipart/mixed; boundary=${'b'.repeat(200_000)}\r\n\r\n${`--${'b'.repeat(199_999)}\r\n`.repeat(20)}`,
      ),
    outcome: 'either',
  },
  { name: 'a header of 20 MB', mail: () => Buffer.from(`Subject: ${'x'.repeat(20_000_000)}\r\n\r\nx`), outcome: 'unreadable' },
  { name: 'a hundred thousand headers', mail: () => Buffer.from(`${'X: y\r\n'.repeat(100_000)}\r\nx`), outcome: 'unreadable' },
  { name: 'headers that never end', mail: () => Buffer.from('X-A: y\r\n'.repeat(30_000)), outcome: 'unreadable' },
  {
    name: 'one header folded twenty thousand times',
    mail: () => Buffer.from(`${HEAD}X-Fold: a\r\n${' a\r\n'.repeat(20_000)}\r\nx`),
    outcome: 'read',
  },
  { name: '200 KiB of addresses', mail: () => Buffer.from(`${HEAD}To: ${'"a" <a@b.id>, '.repeat(14_000)}\r\n\r\nx`), outcome: 'either' },
  {
    name: '200 KiB of brackets in From',
    mail: () => Buffer.from(`From: ${'<'.repeat(100_000)}${'@'.repeat(100_000)}\r\n\r\nx`),
    outcome: 'either',
  },
  { name: '200 KiB of open comments in From', mail: () => Buffer.from(`From: ${'('.repeat(200_000)}\r\n\r\nx`), outcome: 'either' },
  {
    name: '200 KiB of quotes in Content-Type',
    mail: () => Buffer.from(`${HEAD}Content-Type: text/plain; ${'name="\\"'.repeat(25_000)}\r\n\r\nx`),
    outcome: 'either',
  },
  {
    name: 'ten thousand parameters',
    mail: () =>
      Buffer.from(`${HEAD}Content-Type: text/plain; ${Array.from({ length: 10_000 }, (_, n) => `name*${n}*=x`).join('; ')}\r\n\r\nx`),
    outcome: 'either',
  },
  {
    name: '200 KiB of encoded words',
    mail: () => Buffer.from(`${HEAD}Subject: ${'=?utf-8?Q?=41?= '.repeat(13_000)}\r\n\r\nx`),
    outcome: 'either',
  },
  { name: 'encoded words without an end', mail: () => Buffer.from(`${HEAD}Subject: ${'=?'.repeat(100_000)}\r\n\r\nx`), outcome: 'either' },
  { name: 'references without an end', mail: () => Buffer.from(`${HEAD}References: ${'<'.repeat(200_000)}\r\n\r\nx`), outcome: 'either' },
  {
    name: 'an unknown charset',
    mail: () => Buffer.from(`${HEAD}Content-Type: text/plain; charset=klingon-8\r\n\r\nJalan rusak`),
    outcome: 'read',
  },
  {
    name: 'a charset that is no word',
    mail: () => Buffer.from(`${HEAD}Content-Type: text/plain; charset="../../x\\"=?;"\r\n\r\nJalan rusak`),
    outcome: 'read',
  },
  {
    name: 'bytes that are no UTF-8',
    mail: () =>
      Buffer.concat([
        Buffer.from(`${HEAD}Content-Type: text/plain; charset=utf-8\r\n\r\nrusak `),
        Buffer.from([0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
      ]),
    outcome: 'read',
  },
  {
    name: 'NULs everywhere',
    mail: () => Buffer.from(`${HEAD}Subject: a\u0000b\r\n\r\nJalan\u0000rusak${'\u0000'.repeat(100_000)}`),
    outcome: 'read',
  },
  {
    name: 'UTF-7 with half a surrogate pair',
    mail: () => Buffer.from(`${HEAD}Content-Type: text/plain; charset=utf-7\r\n\r\nrusak +2D0-`),
    outcome: 'read',
  },
  {
    name: 'UTF-16 that ends in half a character',
    mail: () =>
      Buffer.concat([
        Buffer.from(`${HEAD}Content-Type: text/plain; charset=utf-16le\r\n\r\n`),
        Buffer.from('rusak\ud83d', 'utf16le'),
        Buffer.from([0x41]),
      ]),
    outcome: 'read',
  },
  {
    name: 'broken base64',
    mail: () => Buffer.from(`${HEAD}Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n=====!!!!%%%%\r\nAAAA=AAAA\r\n`),
    outcome: 'read',
  },
  {
    name: 'broken quoted-printable',
    mail: () => Buffer.from(`${HEAD}Content-Transfer-Encoding: quoted-printable\r\n\r\n=Z=4=\r\n==41=\r\n${'='.repeat(100_000)}`),
    outcome: 'read',
  },
  {
    name: 'a zip bomb',
    mail: () =>
      Buffer.from(
        `${HEAD}Content-Type: application/zip; name=bom.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${'UEsDBBQAAAAIAAAAIQ'.repeat(50_000)}`,
      ),
    outcome: 'read',
  },
  { name: 'HTML nested 200,000 deep', mail: () => html('<div>'.repeat(200_000)), outcome: 'read' },
  { name: 'HTML of open brackets', mail: () => html('<'.repeat(2_000_000)), outcome: 'read' },
  { name: 'HTML of open comments', mail: () => html('<!--'.repeat(500_000)), outcome: 'read' },
  { name: 'HTML of open scripts', mail: () => html('<script>a</scrip'.repeat(100_000)), outcome: 'read' },
  { name: 'HTML of quotes within quotes', mail: () => html('<blockquote type=cite>'.repeat(100_000)), outcome: 'read' },
  { name: 'HTML of links without words', mail: () => html('<a href="https://a.example/x">'.repeat(100_000)), outcome: 'read' },
  {
    name: 'HTML of pictures',
    mail: () => html('<img src="data:image/png;base64,AAAAAAAAAAAAAAAAAAAA">'.repeat(60_000) + 'src=data:image/png;base64,'.repeat(60_000)),
    outcome: 'read',
  },
  {
    name: 'a multipart of dashes',
    mail: () => Buffer.from(`${HEAD}Content-Type: multipart/mixed\r\n\r\n${'-'.repeat(3_000_000)}`),
    outcome: 'read',
  },
  { name: 'letters that look like UTF-8', mail: () => Buffer.from(`${HEAD}\r\n${'Ã©Ã'.repeat(1_000_000)}`), outcome: 'read' },
  { name: 'HTML of entities', mail: () => html('&amp;&#x1F600;&notanentity;&#xD800;'.repeat(60_000)), outcome: 'read' },
  { name: 'a million quoted lines', mail: () => Buffer.from(`${HEAD}\r\n${'>\n'.repeat(1_000_000)}`), outcome: 'read' },
  {
    name: 'lines that all look like the beginning of a quotation',
    mail: () => Buffer.from(`${HEAD}\r\n${'Pada 1 Jan 2026 08.00 x\n'.repeat(400_000)}`),
    outcome: 'read',
  },
  {
    name: 'underscores and headers',
    mail: () => Buffer.from(`${HEAD}\r\n${`${'_'.repeat(40)}\n\nDari: x\n`.repeat(200_000)}`),
    outcome: 'read',
  },
  { name: 'one line of 20 MB', mail: () => Buffer.from(`${HEAD}\r\n${'a'.repeat(20_000_000)}`), outcome: 'read' },
  {
    name: 'flowed lines without an end',
    mail: () => Buffer.from(`${HEAD}Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n${'a \r\n'.repeat(1_000_000)}`),
    outcome: 'read',
  },
  {
    name: 'ISO-2022-JP escapes',
    mail: () => Buffer.from(`${HEAD}Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n${'\u001b$B\u001b(B'.repeat(200_000)}`),
    outcome: 'read',
  },
  { name: '350 pictures', mail: () => Buffer.from(multipart('--b\r\nContent-Type: image/png\r\n\r\nx\r\n'.repeat(350))), outcome: 'read' },
]

const HEAD = 'From: Warga <warga@surat.example>\r\nMessage-ID: <hostile-1@surat.example>\r\n'
const TEXT = `${HEAD}Content-Type: text/plain\r\n\r\nJalan rusak`

function multipart(parts: string): string {
  return `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}`
}

function nested(depth: number): string {
  const parts = Array.from({ length: depth }, (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`)
  return `${HEAD + parts.join('')}Content-Type: text/plain\r\n\r\nx\r\n`
}

function html(body: string): Buffer {
  return Buffer.from(`${HEAD}Content-Type: text/html\r\n\r\n<p>Jalan rusak</p>${body}`)
}
