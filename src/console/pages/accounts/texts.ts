import type { Text } from '../../texts.ts'

export const TEXTS = {
  title: { id: 'Akun', en: 'Accounts' },
  name: { id: 'Nama akun', en: 'Account name' },
  nameHint: { id: 'Huruf kecil, angka, dan . _ @ -', en: 'Small letters, numbers, and . _ @ -' },
  role: { id: 'Peran', en: 'Role' },
  home: { id: 'Wilayah', en: 'Region' },
  homeHint: {
    id: 'Kode Kemendagri, misalnya 32 atau 32.73. Kosongkan untuk seluruh Indonesia (hanya administrator nasional dan pembaca).',
    en: 'Kemendagri code, such as 32 or 32.73. Leave it empty for all of Indonesia (national administrators and readers only).',
  },
  country: { id: 'Seluruh Indonesia', en: 'All of Indonesia' },
  state: { id: 'Keadaan', en: 'State' },
  active: { id: 'Aktif', en: 'Active' },
  disabled: { id: 'Dinonaktifkan', en: 'Disabled' },
  signedIn: { id: 'Terakhir masuk', en: 'Last sign-in' },
  never: { id: 'belum pernah', en: 'never' },
  how: { id: 'Cara masuk', en: 'Signs in by' },
  local: { id: 'Kata sandi', en: 'Password' },
  provider: { id: 'OpenID Connect', en: 'OpenID Connect' },
  empty: { id: 'Tidak ada akun lagi.', en: 'There are no more accounts.' },
  emptyNext: { id: 'Kembali ke awal daftar.', en: 'Go back to the start of the list.' },
  create: { id: 'Akun baru', en: 'New account' },
  createButton: { id: 'Buat akun', en: 'Make the account' },
  created: { id: 'Akun {name} sudah dibuat.', en: 'The account {name} was made.' },
  reset: {
    id: 'Kata sandi baru untuk {name} sudah dibuat. Semua sesinya telah diakhiri.',
    en: 'A new password was made for {name}. All its sessions have ended.',
  },
  once: {
    id: 'Kata sandi ini hanya ditampilkan sekali. Sampaikan dengan cara yang aman; pemilik akun diminta menggantinya saat pertama masuk.',
    en: 'This password is shown only once. Hand it over by a safe way; its owner is asked to choose another one at the first sign-in.',
  },
  password: { id: 'Kata sandi', en: 'Password' },
  back: { id: 'Ke akun ini', en: 'To this account' },
  rights: { id: 'Peran dan wilayah', en: 'Role and region' },
  save: { id: 'Simpan', en: 'Save' },
  saved: { id: 'Sudah disimpan.', en: 'Saved.' },
  resetButton: { id: 'Buat kata sandi baru', en: 'Make a new password' },
  resetSays: {
    id: 'Kata sandi lama tidak berlaku lagi dan semua sesi akun ini berakhir. Kata sandi baru ditampilkan satu kali.',
    en: 'The old password holds no longer and all sessions of the account end. The new password is shown once.',
  },
  disableButton: { id: 'Nonaktifkan', en: 'Disable' },
  disableSays: {
    id: 'Pemilik akun langsung keluar dan tidak dapat masuk lagi sampai akun diaktifkan kembali. Jejaknya dalam audit tetap ada.',
    en: 'Its owner is signed out at once and cannot sign in until it is enabled again. What it did stays in the audit.',
  },
  enableButton: { id: 'Aktifkan kembali', en: 'Enable again' },
  elsewhere: {
    id: 'Akun ini masuk lewat penyedia identitas. Peran dan wilayahnya diperbarui dari sana setiap kali masuk.',
    en: 'This account signs in with the identity provider. Its role and region are taken from there at each sign-in.',
  },
  about: { id: 'Tentang akun ini', en: 'About this account' },
  made: { id: 'Dibuat', en: 'Made' },
  audit: { id: 'Yang dilakukan akun ini', en: 'What this account did' },
} as const satisfies Record<string, Text>

/** Why it was not done. */
export const REFUSALS: Readonly<Record<string, Text>> = {
  schema_violation: {
    id: 'Tidak tersimpan: nama, peran, dan wilayah tidak cocok. Nama berisi 2 sampai 64 huruf kecil, angka, atau . _ @ -. Akun provinsi memerlukan kode provinsi, akun daerah memerlukan kode daerah, akun nasional tanpa kode.',
    en: 'Not saved: name, role and region do not go together. A name has 2 to 64 small letters, numbers, or . _ @ -. A province needs the code of a province, a region needs a code, a national account has none.',
  },
  account_taken: { id: 'Nama ini sudah dipakai akun lain.', en: 'Another account has this name.' },
  last_administrator: {
    id: 'Ini administrator nasional terakhir yang aktif. Buatlah administrator lain lebih dahulu.',
    en: 'This is the last active national administrator. Make another one first.',
  },
  throttled: {
    id: 'Sedang terlalu sibuk. Silakan coba beberapa detik lagi.',
    en: 'Too busy at this moment. Please try again in a few seconds.',
  },
}
