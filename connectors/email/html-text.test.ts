import assert from 'node:assert/strict'
import { test } from 'node:test'
import { htmlToText } from './html-text.ts'

const ROWS: readonly (readonly [name: string, html: string, text: string])[] = [
  ['paragraphs and lines', '<p>Jalan rusak<br>di Cikajang</p><p>Mohon  \n diperbaiki</p>', 'Jalan rusak\ndi Cikajang\n\nMohon diperbaiki'],
  ['divs, as Gmail writes them', '<div dir="ltr">Satu<div>Dua</div><div><br></div><div>Tiga</div></div>', 'Satu\nDua\n\nTiga'],
  ['a list', '<ul><li>lampu</li><li>jalan</li></ul>', '- lampu\n- jalan'],
  ['a table', '<table><tr><td>RT</td><td>03</td></tr><tr><td>RW</td><td>01</td></tr></table>', 'RT 03\nRW 01'],
  ['entities', 'Tom &amp; Jerry &lt;3 caf&eacute;&nbsp;&#128546;', 'Tom & Jerry <3 café 😢'],
  ['what merely looks like a tag', 'suhu < 5 dan > 3 <3', 'suhu < 5 dan > 3 <3'],
  [
    'styles, scripts and comments',
    '<head><title>x</title><style>p{}</style></head><!-- a --><script>b()</script>Jalan<![if mso]>',
    'Jalan',
  ],
  ['preformatted lines', '<pre>satu\n  dua</pre>', 'satu\ndua'],
  ['a link to a map', '<a href="https://maps.example/x?a=1&amp;b=2">lokasi</a> ini', 'lokasi (https://maps.example/x?a=1&b=2) ini'],
  ['a link that says where it leads', '<a href="https://www.jabar.example/">jabar.example</a>', 'jabar.example'],
  ['a link to nowhere else', '<a href="mailto:a@b.example">a@b.example</a>', 'a@b.example'],
  [
    'what Gmail quotes',
    'Masih rusak.<div class="gmail_quote"><div class="gmail_attr">Pada Kam, 19 Nov 2026 08.00 A &lt;a@b.id&gt; menulis:<br></div><blockquote class="gmail_quote">Terima kasih<br>A</blockquote></div>',
    'Masih rusak.\nPada Kam, 19 Nov 2026 08.00 A <a@b.id> menulis:\n>\n> Terima kasih\n> A',
  ],
  [
    'what Apple Mail quotes',
    'Ya<blockquote type="cite"><div>Satu</div><blockquote type="cite">Dua</blockquote></blockquote>Akhir',
    'Ya\n>\n> Satu\n> >\n> > Dua\n\nAkhir',
  ],
  ['what a citizen indents', '<blockquote style="margin:0 0 0 40px">Alamat: Jl. Braga</blockquote>', 'Alamat: Jl. Braga'],
  ['an earlier mail in Outlook', 'Baru<div id="divRplyFwdMsg">Dari: A</div>', 'Baru\n-----Original Message-----\nDari: A'],
  [
    'an earlier mail in Outlook for Windows',
    'Baru<div style="border:none;border-top:solid #E1E1E1 1.0pt">Dari: A</div>',
    'Baru\n-----Original Message-----\nDari: A',
  ],
  ['a signature', 'Baru<div class="gmail_signature">Siti</div>', 'Baru\n-- \nSiti'],
  ['an unclosed tag', 'Jalan <b rusak', 'Jalan'],
]

for (const [name, html, text] of ROWS) test(`HTML as text: ${name}`, () => assert.equal(htmlToText(html), text))
