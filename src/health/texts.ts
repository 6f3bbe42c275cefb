import type { Zone } from '../contract/access.ts'
import { errorWords, isErrorCode, sayError, type TwoTexts } from '../contract/error-words.ts'
import type { HealthReason, HealthState } from '../contract/health.ts'

export type { TwoTexts }

export const STATE_WORDS: Readonly<Record<HealthState, TwoTexts>> = {
  healthy: { id: 'Sehat', en: 'Healthy' },
  degraded: { id: 'Terganggu', en: 'Degraded' },
  down: { id: 'Terputus', en: 'Down' },
  silent: { id: 'Senyap', en: 'Silent' },
  paused: { id: 'Dijeda', en: 'Paused' },
  not_configured: { id: 'Belum diatur', en: 'Not configured' },
}

const WORDS: Readonly<Record<HealthReason['code'], TwoTexts>> = {
  all_well: { id: 'Semua berjalan baik.', en: 'All is well.' },
  not_looked_at: { id: 'Belum diperiksa sejak gateway berjalan.', en: 'Not looked at since the gateway started.' },
  not_configured: { id: 'Belum diatur: {detail}', en: 'Not configured: {detail}' },
  paused: { id: 'Dijeda. {detail}', en: 'Paused. {detail}' },
  stopped: {
    id: 'Dihentikan oleh gateway: {detail}. Laporan yang masuk tetap disimpan.',
    en: 'Stopped by the gateway: {detail}. What arrives is kept.',
  },
  unreachable: {
    id: 'Tidak dapat dihubungi ({failures} kali berturut-turut): {detail}',
    en: 'Cannot be reached ({failures} times in a row): {detail}',
  },
  probe_failed: { id: 'Pemeriksaan terakhir gagal: {detail}', en: 'The last probe failed: {detail}' },
  probe_unwell: { id: 'Menjawab, tetapi tidak semestinya: {detail}', en: 'It answers, though not as it should: {detail}' },
  silent: {
    id: 'Biasanya sudah {usual} laporan; tidak ada satu pun sejak {since}.',
    en: 'Usually {usual} reports by now; none since {since}.',
  },
  failing_arrivals: {
    id: '{failed} dari {all} kiriman dalam satu jam terakhir ditolak atau ditahan, terbanyak karena {most}.',
    en: '{failed} of {all} arrivals in the last hour were refused or parked, most of them for {most}.',
  },
  last_call_failed: { id: 'Panggilan terakhir gagal: {detail}', en: 'The last call failed: {detail}' },
  waiting: { id: 'Laporan tertua menunggu sejak {since}. {detail}', en: 'The oldest report has waited since {since}. {detail}' },
  slow: {
    id: 'Penyampaian lambat: satu dari dua puluh laporan membutuhkan {p95} menit atau lebih.',
    en: 'Delivery is slow: one report in twenty takes {p95} minutes or more.',
  },
  expires: { id: '{what} {of} berakhir {at}.', en: 'The {what} of {of} ends {at}.' },
  expired: { id: '{what} {of} sudah berakhir {at}.', en: 'The {what} of {of} ended {at}.' },
}

const WHAT: Readonly<Record<'certificate' | 'credential', TwoTexts>> = {
  certificate: { id: 'Sertifikat', en: 'certificate' },
  credential: { id: 'Kredensial', en: 'credential' },
}

/** The reason as a sentence in both languages; times in the zone of the channel's region. */
export function sayReason(reason: HealthReason, zone: Zone): TwoTexts {
  return { id: fill('id', reason, zone), en: fill('en', reason, zone) }
}

function fill(language: keyof TwoTexts, reason: HealthReason, zone: Zone): string {
  const values: Record<string, string | number> = {}
  for (const [name, value] of Object.entries(reason)) {
    if (name === 'since' || name === 'at') values[name] = momentText(language, new Date(String(value)), zone)
    else if (value !== null) values[name] = value
  }
  if (reason.code === 'expires' || reason.code === 'expired') values['what'] = WHAT[reason.what][language]
  if ('detail' in reason) values['detail'] = detailText(language, reason)
  if (reason.code === 'failing_arrivals' && isErrorCode(reason.most)) values['most'] = `“${errorWords(reason.most).title[language]}”`
  if (reason.code === 'slow') values['p95'] = Math.round(reason.p95Ms / 60_000)
  return WORDS[reason.code][language].replaceAll(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? '')).trim()
}

/** A person's own words stay; what the gateway says in English has its meaning beside it. */
function detailText(language: keyof TwoTexts, reason: HealthReason & { readonly detail: string | null }): string {
  if ('words' in reason && reason.words) return reason.words[language]
  const detail = reason.detail ?? ''
  if (reason.code === 'last_call_failed') return sayError(reason.error, detail)[language]
  if (reason.code === 'waiting' && reason.error) return sayError(reason.error, detail)[language]
  if (reason.code !== 'stopped') return detail
  // 'credentials_refused: the server answered 401'
  const [code = '', ...rest] = detail.split(': ')
  return isErrorCode(code) ? sayError(code, rest.join(': '))[language] : detail
}

const ZONE_NAMES: Readonly<Record<Zone, string>> = { 'Asia/Jakarta': 'WIB', 'Asia/Makassar': 'WITA', 'Asia/Jayapura': 'WIT' }

/** '26 Nov, 09.00 WIB' */
export function momentText(language: keyof TwoTexts, at: Date, zone: Zone): string {
  const format = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  })
  return `${format.format(at)} ${ZONE_NAMES[zone]}`
}
