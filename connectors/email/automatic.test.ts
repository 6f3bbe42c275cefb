import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAutomatic } from './automatic.ts'
import { parseMail } from './parse-mail.ts'

const OWN = ['aduan@jabar.example', 'info@jabar.example']
const whyOf = async (...lines: readonly string[]) => findAutomatic(await parseMail(Buffer.from([...lines, '', 'x'].join('\r\n'))), OWN)

const AUTOMATIC: readonly (readonly string[])[] = [
  ['From: a@b.id', 'Auto-Submitted: auto-replied'],
  ['From: a@b.id', 'Auto-Submitted: auto-generated; x=y'],
  ['From: a@b.id', 'Auto-Submitted: auto-notified (x)'],
  ['From: a@b.id', 'Precedence: bulk'],
  ['From: a@b.id', 'Precedence: junk'],
  ['From: a@b.id', 'Precedence: list'],
  ['From: a@b.id', 'Precedence: auto_reply'],
  ['From: a@b.id', 'List-Id: Warga <warga.milis.example>'],
  ['From: a@b.id', 'List-Unsubscribe: <mailto:a@b.id>'],
  ['From: a@b.id', 'X-Auto-Response-Suppress: OOF, AutoReply'],
  ['From: a@b.id', 'X-Auto-Response-Suppress: All'],
  ['From: a@b.id', 'List-Post: <mailto:warga-aduan@jabar.example>'],
  ['From: a@b.id', 'X-Autoreply: yes'],
  ['From: a@b.id', 'X-Failed-Recipients: c@d.id'],
  ['From: a@b.id', 'Return-Path: <>'],
  ['From: a@b.id', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
  ['From: Mail Delivery <MAILER-DAEMON@b.id>'],
  ['From: postmaster@b.id'],
  ['From: noreply@b.id'],
  ['From: no-reply+123@b.id'],
  ['From: do-not-reply@b.id'],
  ['From: warga-bounces@milis.example'],
  ['From: owner-warga@milis.example'],
  ['From: Aduan <ADUAN@Jabar.example>'],
  ['From: info@jabar.example'],
  ['From: a@b.id', 'Message-ID: <lapor-01970000-0000-7000-8000-000000000001@jabar.example>'],
  ['From: a@b.id', 'Subject: Automatic reply: Laporan'],
  ['From: a@b.id', 'Subject: Balasan otomatis: Laporan'],
  ['From: a@b.id', 'Subject: Out of Office'],
  ['From: a@b.id', 'Subject: Undeliverable: Laporan'],
]

for (const lines of AUTOMATIC) test(`automatic: ${lines.at(-1)}`, async () => assert.notEqual(await whyOf(...lines), null))

const BY_PEOPLE: readonly (readonly string[])[] = [
  ['From: a@b.id'],
  ['From: a@b.id', 'Auto-Submitted: no'],
  ['From: a@b.id', 'Precedence: first-class'],
  ['From: a@b.id', 'X-Auto-Response-Suppress: DR, RN'],
  ['From: a@b.id', 'Return-Path: <a@b.id>'],
  ['From: norman@b.id'],
  ['From: rootman@b.id'],
  ['From: a@b.id', 'Message-ID: <lapor-jalan@warga.example>'],
  ['From: a@b.id', 'In-Reply-To: <lapor-01970000-0000-7000-8000-000000000001@jabar.example>'],
  ['From: a@b.id', 'Subject: Pelayanan otomatis di kelurahan rusak'],
  ['From: a@b.id', 'X-Listing: x'],
  ['From: a@b.id', 'Precedence: list', 'List-Id: <aduan.jabar.example>', 'List-Post: <https://x.example>, <mailto:Aduan@jabar.example>'],
]

for (const lines of BY_PEOPLE) test(`by a person: ${lines.at(-1)}`, async () => assert.equal(await whyOf(...lines), null))
