import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A channel of short messages in a copy of the configuration, over a Kannel at this address. */
export async function addSmsChannel(configDir: string, kannelUrl: string): Promise<void> {
  await writeFile(
    join(configDir, 'channels/sms-jabar.yaml'),
    `id: sms-jabar
region: "32"
app: SMS Jabar
connector: sms
mapping: sms/v1
config:
  provider: { kind: kannel, sendUrl: "${kannelUrl}/cgi-bin/sendsms" }
  from: "1708"
  auth: { trust: [127.0.0.0/8] }
secrets: { secret: "\${env:UNSET:-kannel-of-the-test}" }
allowAddresses: [127.0.0.0/8]
`,
  )
}

/** What Kannel asks for when a person wrote. */
export function bringSms(gatewayUrl: string, { from, id, text }: { from: string; id: string; text: string }): Promise<Response> {
  const query = new URLSearchParams({ from, to: '1708', id, text, coding: '0', charset: 'UTF-8' })
  return fetch(`${gatewayUrl}/in/sms-jabar?${query}`)
}
