import type { Text } from '../../texts.ts'

export const TEXTS = {
  title: { id: 'Masuk', en: 'Sign in' },
  name: { id: 'Nama akun', en: 'Account name' },
  password: { id: 'Kata sandi', en: 'Password' },
  submit: { id: 'Masuk', en: 'Sign in' },
  wrong: { id: 'Nama akun atau kata sandi salah. Silakan coba lagi.', en: 'The name or the password is wrong. Please try again.' },
  first: {
    id: 'Akun pertama ditampilkan satu kali saat gateway pertama dijalankan.',
    en: 'The first account was shown once, when the gateway first started.',
  },
} as const satisfies Record<string, Text>
