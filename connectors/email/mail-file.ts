import type { MailFile } from './mail.ts'

/** A file of a mail, with a name that can be shown and stored. */
export function readFile(
  part: { filename?: string | undefined; contentType?: string; contentDisposition?: string; related?: boolean; cid?: string },
  bytes: Uint8Array,
  index: number,
): MailFile {
  const mediaType =
    /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,80}$/.exec((part.contentType ?? '').trim().toLowerCase())?.[0] ??
    'application/octet-stream'
  return {
    name: plainName(part.filename ?? '') || `lampiran-${index + 1}${EXTENSIONS[mediaType] ?? ''}`,
    mediaType: USUAL[mediaType] ?? mediaType,
    bytes,
    inline: part.contentDisposition === 'inline' || part.related === true,
  }
}

/** Older names of kinds. */
const USUAL: Readonly<Record<string, string>> = {
  'image/jpg': 'image/jpeg',
  'image/pjpeg': 'image/jpeg',
  'image/x-png': 'image/png',
  'application/x-pdf': 'application/pdf',
  'audio/mp3': 'audio/mpeg',
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/heic': '.heic',
  'application/pdf': '.pdf',
  'video/mp4': '.mp4',
  'message/rfc822': '.eml',
  'application/ms-tnef': '.dat',
}

/** The last step of a path, without what no file system likes; its ending stays when it is cut. */
function plainName(text: string): string {
  const name = text
    .slice(0, 4000)
    .toWellFormed()
    .split(/[/\\]/)
    .at(-1)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the purpose
    ?.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069<>:"|?*]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+/, '')
    .trim()
  if (!name || name.length <= 150) return name ?? ''
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? ''
  return (name.slice(0, 150 - ending.length) + ending).toWellFormed()
}
