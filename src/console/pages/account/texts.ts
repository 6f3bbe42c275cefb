import type { Text } from '../../texts.ts'

export const TEXTS = {
  title: { id: 'Akun saya', en: 'My account' },
  about: { id: 'Tentang akun ini', en: 'About this account' },
  name: { id: 'Nama akun', en: 'Account name' },
  role: { id: 'Peran', en: 'Role' },
  home: { id: 'Wilayah', en: 'Region' },
  country: { id: 'Seluruh Indonesia', en: 'All of Indonesia' },
  since: { id: 'Dibuat', en: 'Made' },
  password: { id: 'Ganti kata sandi', en: 'Change the password' },
  temporary: {
    id: 'Kata sandi Anda dibuatkan oleh gateway. Silakan ganti dengan kata sandi Anda sendiri.',
    en: 'Your password was made for you. Please choose one of your own.',
  },
  elsewhere: {
    id: 'Akun ini masuk lewat {name}; kata sandinya diatur di sana.',
    en: 'This account signs in with {name}; its password is kept there.',
  },
  current: { id: 'Kata sandi sekarang', en: 'Present password' },
  next: { id: 'Kata sandi baru', en: 'New password' },
  rule: {
    id: 'Sedikitnya 12 karakter. Beberapa kata acak mudah diingat dan sulit ditebak.',
    en: 'At least 12 characters. A few random words are easy to remember and hard to guess.',
  },
  change: { id: 'Ganti kata sandi', en: 'Change the password' },
  changed: {
    id: 'Kata sandi sudah diganti. Semua sesi lain telah diakhiri.',
    en: 'The password was changed. All other sessions have ended.',
  },
  wrong: { id: 'Kata sandi sekarang salah.', en: 'The present password is wrong.' },
  weak: {
    id: 'Kata sandi baru tidak diterima: sedikitnya 12 karakter, tidak berulang-ulang, tidak memuat nama akun, dan berbeda dari yang sekarang.',
    en: 'The new password is not taken: at least 12 characters, not repeating itself, without the name of the account, and another one than now.',
  },
  tooMany: {
    id: 'Terlalu banyak percobaan. Silakan coba lagi {minutes} menit lagi.',
    en: 'Too many tries. Please try again in {minutes} minutes.',
  },
  sessions: { id: 'Sesi yang terbuka', en: 'Open sessions' },
  sessionsHint: {
    id: 'Sesi berakhir sendiri setelah satu jam tanpa kegiatan, dan paling lama dua belas jam setelah masuk.',
    en: 'A session ends by itself after an hour in which nothing is done, and at the latest twelve hours after signing in.',
  },
  browser: { id: 'Peramban', en: 'Browser' },
  address: { id: 'Alamat', en: 'Address' },
  started: { id: 'Masuk', en: 'Signed in' },
  seen: { id: 'Terakhir dipakai', en: 'Last used' },
  act: { id: 'Tindakan', en: 'Action' },
  this: { id: 'sesi ini', en: 'this session' },
  end: { id: 'Akhiri', en: 'End' },
  endOf: { id: 'Akhiri sesi dari {address}', en: 'End the session from {address}' },
  endOthers: { id: 'Akhiri semua sesi lain', en: 'End all other sessions' },
  ended: { id: 'Sesi sudah diakhiri.', en: 'Ended.' },
  unknown: { id: 'tidak dikenal', en: 'not known' },
} as const satisfies Record<string, Text>
