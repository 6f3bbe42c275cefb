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
  first: {
    id: 'Akun pertama ditampilkan satu kali saat gateway pertama dijalankan.',
    en: 'The first account was shown once, when the gateway first started.',
  },
} as const satisfies Record<string, Text>
