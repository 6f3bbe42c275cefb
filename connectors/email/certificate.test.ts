import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { TEST_CERTIFICATE } from '../../test/peers/certificate.ts'
import { openTestChannel } from '../../test/peers/channel.ts'
import type { Config, Secret } from './config.ts'
import { checkSmtp } from './smtp.ts'
import { openSmtp } from './test-smtp.ts'

for (const way of ['smtps', 'starttls', 'none'] as const)
  test(`SMTP, ${way}: ${way === 'none' ? 'there is no certificate' : 'it is known when the certificate ends'}`, async (t) => {
    const before = getCACertificates()
    t.after(() => setDefaultCACertificates(before))
    setDefaultCACertificates([...before, TEST_CERTIFICATE])
    const { url } = await openSmtp(t, 'aduan@jabar.example', way)
    const channel = openTestChannel<Config, Secret>(t, { config: {}, secrets: { smtpUrl: url } })
    const endsAt = new X509Certificate(TEST_CERTIFICATE).validToDate
    assert.deepEqual(await checkSmtp(channel), way === 'none' ? [] : [{ host: new URL(url).host, endsAt }])
  })
