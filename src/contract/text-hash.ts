import { createHash } from 'node:crypto'

/** Recognises a text that another system gave back with its white space or its Unicode form changed. */
export function hashText(text: string): string {
  return createHash('sha256').update(text.normalize('NFKC').replace(/\s+/gu, ' ').trim()).digest('base64url')
}
