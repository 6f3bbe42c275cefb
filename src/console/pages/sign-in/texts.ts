import type { Text } from '../../texts.ts'

export const TEXTS = {
  title: { id: 'Masuk', en: 'Sign in' },
  name: { id: 'Nama akun', en: 'Account name' },
  password: { id: 'Kata sandi', en: 'Password' },
  submit: { id: 'Masuk', en: 'Sign in' },
  wrong: { id: 'Nama akun atau kata sandi salah. Silakan coba lagi.', en: 'The name or the password is wrong. Please try again.' },
  tooMany: {
    id: 'Terlalu banyak percobaan masuk. Silakan coba lagi {minutes} menit lagi.',
    en: 'Too many tries to sign in. Please try again in {minutes} minutes.',
  },
  insecure: {
    id: 'Halaman ini dibuka tanpa HTTPS, sehingga peramban tidak menyimpan sesi Anda dan Anda tidak dapat masuk. Bukalah lewat alamat https, atau dari komputer gateway sendiri. Administrator: lihat "Behind a proxy" di docs/operate.md.',
    en: 'This page was opened without HTTPS: the browser will not keep your session, and you cannot sign in. Open it by its https address, or on the machine of the gateway. Administrators: see "Behind a proxy" in docs/operate.md.',
  },
  or: { id: 'atau', en: 'or' },
  withProvider: { id: 'Masuk lewat {name}', en: 'Sign in with {name}' },
  notDone: {
    id: 'Masuk lewat {name} tidak selesai. Silakan coba lagi.',
    en: 'Signing in with {name} did not come to its end. Please try again.',
  },
  noRole: {
    id: '{name} mengenali Anda, tetapi akun Anda belum diberi peran di gateway ini. Silakan minta administrator {name} menambahkannya, lalu masuk kembali.',
    en: '{name} knows you, but your account has no role on this gateway yet. Please ask the administrators of {name} to add it, and sign in again.',
  },
  taken: {
    id: 'Nama Anda di {name} sudah dipakai akun lain di gateway ini. Silakan hubungi administrator gateway.',
    en: 'Another account on this gateway has the name that you have at {name}. Please ask the administrators of the gateway.',
  },
  lastAdministrator: {
    id: '{name} tidak lagi memberi Anda peran administrator nasional, padahal Anda yang terakhir. Buatlah administrator lain lebih dahulu (gateway accounts add).',
    en: '{name} does not make you a national administrator any more, and you are the last one. Make another one first (gateway accounts add).',
  },
  away: {
    id: '{name} sedang tidak dapat dihubungi. Silakan coba lagi, atau masuk dengan akun lokal.',
    en: '{name} cannot be reached at this moment. Please try again, or sign in with a local account.',
  },
  signedOut: { id: 'Anda sudah keluar dari konsol ini.', en: 'You are signed out of this console.' },
  endThere: { id: 'Keluar juga dari {name}', en: 'Sign out of {name} as well' },
  first: {
    id: 'Akun pertama ditampilkan satu kali saat gateway pertama dijalankan.',
    en: 'The first account was shown once, when the gateway first started.',
  },
} as const satisfies Record<string, Text>
