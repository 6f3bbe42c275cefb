import { crc32, deflateSync } from 'node:zlib'

/** A small real image or document, different for each name, so that every sample photo can be fetched. */
export function photoOf(name: string): { bytes: Buffer; mediaType: string } {
  if (name.endsWith('.png')) return { bytes: pngOf(name), mediaType: 'image/png' }
  if (name.endsWith('.pdf')) return { bytes: pdfOf(name), mediaType: 'application/pdf' }
  return { bytes: jpegOf(name), mediaType: 'image/jpeg' }
}

/** One white pixel; the name stands in a comment segment. */
const JPEG_BODY = Buffer.from(
  '/+AAEEpGSUYAAQEBAEgASAAA/9sAQwD//////////////////////////////////////////////////////////////////////////////////////8IACwgAAQABAQERAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAT8Q',
  'base64',
)

function jpegOf(name: string): Buffer {
  const comment = Buffer.from(name)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(comment.length + 2)
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xfe]), length, comment, JPEG_BODY.subarray(0), Buffer.from([0xff, 0xd9])])
}

const SIDE = 16

function pngOf(name: string): Buffer {
  const colour = crc32(name)
  const row = Buffer.concat([
    Buffer.from([0]),
    ...Array.from({ length: SIDE }, () => Buffer.from([colour & 255, (colour >> 8) & 255, (colour >> 16) & 255])),
  ])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIDE, 0)
  header.writeUInt32BE(SIDE, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.concat(Array.from({ length: SIDE }, () => row)))
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`Title\0${name}`)),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body) >>> 0, 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

function pdfOf(name: string): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >> % ${name}`,
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(
    `${text}xref\n0 4\n0000000000 65535 f \n${table}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`,
  )
}
