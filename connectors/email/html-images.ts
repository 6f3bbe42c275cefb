import { LIMITS, type MailFile } from './mail.ts'

/** Pictures that stand in an HTML body itself (`src="data:image/png;base64,…"`), as some webmails write what was pasted. */
export function readPictures(html: string): MailFile[] {
  const files: MailFile[] = []
  for (const [, kind = '', data = ''] of html.slice(0, LIMITS.htmlChars).matchAll(PICTURE)) {
    const bytes = Buffer.from(data, 'base64')
    const ending = kind.toLowerCase().replace('jpg', 'jpeg')
    if (bytes.length > 0) files.push({ name: `gambar-${files.length + 1}.${ending}`, mediaType: `image/${ending}`, bytes, inline: true })
    if (files.length >= LIMITS.files) break
  }
  return files
}

const PICTURE = /\bsrc\s{0,9}=\s{0,9}["']?data:image\/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s%]{16,})/gi
