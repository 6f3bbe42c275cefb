-- A plausible excerpt; the ids that lapor.md attests (151345, 9) are kept, the others are invented.
insert into institutions (id, name) values
  (1, 'Admin Nasional'),
  (9, 'Pemerintah Kabupaten Garut'),
  (153100, 'Pemerintah Provinsi DKI Jakarta'),
  (153300, 'Pemerintah Provinsi Jawa Tengah'),
  (153500, 'Pemerintah Provinsi Jawa Timur'),
  (101, 'Kementerian Pekerjaan Umum'),
  (102, 'Kementerian Kesehatan'),
  (103, 'Kementerian Sosial'),
  (104, 'Kepolisian Negara Republik Indonesia'),
  (105, 'PT PLN (Persero)'),
  (151201, 'Pemerintah Kabupaten Bogor'),
  (151204, 'Pemerintah Kabupaten Bandung'),
  (153216, 'Pemerintah Kabupaten Bekasi'),
  (151217, 'Pemerintah Kabupaten Bandung Barat'),
  (151273, 'Pemerintah Kota Bandung'),
  (151275, 'Pemerintah Kota Bekasi'),
  (151276, 'Pemerintah Kota Depok'),
  (153324, 'Pemerintah Kabupaten Kendal'),
  (153374, 'Pemerintah Kota Semarang'),
  (153578, 'Pemerintah Kota Surabaya'),
  (151345, 'Pemerintah Provinsi Jawa Barat');

insert into templates (code, name, content) values
  ('reply', 'Jawaban', ''),
  ('followup', 'Tindak lanjut', ''),
  ('forward', 'Diteruskan', '{{institution_from}} meneruskan ke {{institution_to}}'),
  ('process', 'Dalam proses', '{{institution_from}} sedang memproses laporan ini'),
  ('done', 'Selesai', '{{institution_from}} menyelesaikan laporan ini'),
  ('reject', 'Ditolak', '{{institution_from}} menolak laporan ini'),
  ('close', 'Ditutup', 'Laporan ditutup oleh sistem');
