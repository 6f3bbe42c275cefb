/** Whom a mail server is, and where it sends what it has taken. */
export interface EximPlan {
  /** Its name, as in EHLO and Received. */
  readonly name: string
  readonly port: number
  /** Domains, and the port of 127.0.0.1 to which their mail goes on. Mail for other domains is not taken. */
  readonly routes: Readonly<Record<string, { readonly lmtp: number } | { readonly smtp: number }>>
  /** The addresses that there are in the domains that it delivers by LMTP; others are refused at RCPT TO. */
  readonly mailboxes: readonly string[]
  /** Who may log in, over TLS. */
  readonly account?: { readonly user: string; readonly password: string }
  /** It signs what it sends on by SMTP. */
  readonly dkim?: { readonly domain: string; readonly selector: string; readonly privateKey: string }
  /** One of its mailboxes, which answers each mail by itself: its owner is on holiday. */
  readonly holiday?: string
  readonly folder: string
  readonly user: { readonly uid: number; readonly gid: number }
}

/** No name is looked up, as nothing may leave this machine; what cannot be delivered is tried again each second. */
export function writeEximConfiguration({ name, port, routes, mailboxes, account, dkim, holiday, folder, user }: EximPlan): string {
  const hops = Object.entries(routes).map(([domain, hop], index) => ({ domain, hop, id: `hop${index}` }))
  const own = hops.flatMap(({ domain, hop }) => ('lmtp' in hop ? [domain] : []))
  const signing = dkim && [
    `  dkim_domain = ${dkim.domain}`,
    `  dkim_selector = ${dkim.selector}`,
    `  dkim_private_key = ${folder}/dkim.pem`,
  ]
  return `exim_path = ${folder}/exim4
exim_user = ${user.uid}
exim_group = ${user.gid}
spool_directory = ${folder}/spool
log_file_path = ${folder}/%s.log
log_selector = -queue_run
primary_hostname = ${name}
local_interfaces = 127.0.0.1
daemon_smtp_ports = ${port}
keep_environment =
host_lookup =
dkim_verify_signers =
message_size_limit = 60M
tls_advertise_hosts = *
tls_certificate = ${folder}/certificate.pem
tls_privatekey = ${folder}/key.pem
tls_dhparam = none
acl_smtp_rcpt = recipients
acl_smtp_data = accept
delay_warning =

begin acl
recipients:
  deny domains = ${own.join(' : ')}
       !recipients = ${mailboxes.join(' : ')}
       message = 5.1.1 there is no such mailbox
  accept authenticated = *
  accept domains = ${hops.map(({ domain }) => domain).join(' : ')}
  deny message = 5.7.1 relay not permitted

begin authenticators
${account === undefined ? '' : plainLogin(account)}
begin routers
${holiday === undefined ? '' : awayRouter(holiday)}
${hops.map(({ domain, id }) => `${id}:\n  driver = manualroute\n  domains = ${domain}\n  route_list = * 127.0.0.1\n  self = send\n  transport = ${id}`).join('\n')}

begin transports
${holiday === undefined ? '' : awayTransport(holiday)}
${hops.map(({ hop, id }) => transport(id, hop, signing)).join('\n')}

begin retry
* * F,1h,1s
`
}

function transport(id: string, hop: EximPlan['routes'][string], signing: readonly string[] | undefined): string {
  if ('lmtp' in hop) return `${id}:\n  driver = smtp\n  protocol = lmtp\n  port = ${hop.lmtp}\n  hosts_avoid_tls = *`
  return [`${id}:`, '  driver = smtp', `  port = ${hop.smtp}`, ...(signing ?? [])].join('\n')
}

const plainLogin = ({ user, password }: { readonly user: string; readonly password: string }): string => `plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = \${if def:tls_in_cipher}
  server_prompts = :
  server_condition = \${if and{{eq{$auth2}{${user}}}{eq{$auth3}{${password}}}}}
  server_set_id = $auth2
`

/** It answers everything that names a sender, more eagerly than RFC 3834 allows: what we send must not start a talk with it all the same. */
const awayRouter = (address: string): string => `away:
  driver = accept
  condition = \${if eqi{$local_part@$domain}{${address}}}
  senders = ! :
  transport = away
  unseen
  no_verify
`

const awayTransport = (address: string): string => `away:
  driver = autoreply
  from = ${address}
  to = $sender_address
  subject = Re: $h_subject:
  text = Saya sedang berlibur sampai bulan depan.
`
