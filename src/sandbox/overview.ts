import type { FastifyInstance } from 'fastify'

const ADDRESSES = [
  ['POST /lapor/3.0.0/complaints/complaint/file', 'unggah berkas', 'upload files, multipart attachments[]'],
  ['POST /lapor/3.0.0/complaints/complaint', 'buat laporan', 'create a complaint'],
  ['POST /lapor/3.0.0/complaints/process/{id}/reject', 'teruskan ke instansi berwenang', 'hand on to the institution with the authority'],
  ['GET /lapor/3.0.0/complaints/{id}/complaint', 'status dan disposisi', 'status and disposition log'],
  ['GET /lapor/3.0.0/complaints/{id}/followups?page=', 'tindak lanjut', 'follow-ups, five a page'],
  ['POST /lapor/3.0.0/complaints/followup/add', 'tambah tindak lanjut', 'add a follow-up, multipart'],
  ['GET /lapor/3.0.0/masters/institutions/external?page_size=', 'daftar instansi', 'institutions'],
  ['GET /lapor/3.0.0/masters/templates?page_size=', 'daftar templat', 'templates'],
  ['GET /sandbox/complaints?ticket=&tag=&since=&page=', 'semua yang disimpan', 'everything it holds'],
  ['DELETE /sandbox/complaints', 'kosongkan', 'empty it'],
  [
    'POST /sandbox/complaints/{id}/move',
    'petugas: langkah berikut, atau {status, answer, institution, attachments}',
    'officer: the next step, or the one named',
  ],
  ['POST /sandbox/mode', '{"moves":"auto","everyMs":3000} petugas bekerja sendiri', 'cases move by themselves'],
  ['POST /sandbox/faults', '{"kind":"error-500","calls":2,"on":"create"} pesan gangguan', 'order a fault; GET lists the kinds'],
  [
    'GET /partners/jaki · /partners/qlue · /partners/laporgub',
    'aplikasi daerah contoh yang diambil',
    'demo apps that are polled; POST /partners/{name}/items adds',
  ],
  ['POST /partners/{name}/callback', 'balasan ke aplikasi daerah', 'where replies arrive; GET /partners/{name}/callbacks'],
  ['GET /partners/media/{name}.jpg', 'foto contoh', 'a sample photo'],
] as const

/** One plain page: what can be tried here. */
export function serveOverview(app: FastifyInstance): void {
  app.get('/', async (request, reply) => {
    if (!(request.headers.accept ?? '').includes('text/html'))
      return { name: 'lapor-gateway sandbox', addresses: ADDRESSES.map(([address, id, en]) => ({ address, id, en })) }
    const rows = ADDRESSES.map(([address, id, en]) => `<tr><td><code>${address}</code><td>${id}<td lang="en"><i>${en}</i>`).join('\n')
    return reply
      .type('text/html; charset=utf-8')
      .send(`<!doctype html><html lang="id"><meta charset="utf-8"><title>Sandbox SP4N-LAPOR!</title>
<style>body{font:16px/1.5 system-ui;max-width:70rem;margin:2rem auto;padding:0 1rem}td{padding:.3rem .8rem .3rem 0;vertical-align:top}</style>
<h1>Sandbox SP4N-LAPOR! v3</h1><p>Server percobaan: panggilannya sama, datanya tidak pernah sampai ke LAPOR!. Setiap panggilan /lapor memerlukan header <code>Authorization</code> dan <code>token</code>.<br>
<i lang="en">A server to try against; nothing here reaches LAPOR!. Every /lapor call needs both headers.</i></p><table>${rows}</table></html>`)
  })
}
