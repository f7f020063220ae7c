'use strict';

// The page's words.

const texts = {
  id: {
    note: 'Hanya contoh: orangnya rekaan, hilang saat program ditutup.',
    clock: 'Jam', close: 'Tutup', start: 'MULAI', block: 'Blokir', unblock: 'Buka blokir', write: 'Tulis pesan', send: 'Kirim', tools: 'Jam dan saklar',
    commands: 'Daftar perintah', attach: 'Lampirkan', sample: 'Contoh:', keys: 'Papan tombol', add: 'Tambah ponsel', addWhatsApp: 'Tambah WhatsApp', name: 'Nama pemilik ponsel?',
    edited: 'diedit', edit: 'Ubah pesan ini', editing: 'Mengubah:', lost: 'Sambungan terputus, mencoba lagi', other: 'English', bot: 'bot',
    advances: [['1h', '+1 jam'], ['24h', '+1 hari'], ['168h', '+1 minggu']],
    things: [['photo', 'Foto…'], ['document', 'Berkas…'], ['sticker', 'Stiker'], ['voice', 'Pesan suara'], ['video_note', 'Video bulat'], ['location', 'Lokasi'], ['poll', 'Polling'],
      ['own', 'Kontak saya'], ['else', 'Kontak orang lain'], ['forward', 'Pesan terusan']],
    reply: 'Balas', replying: 'Membalas:', cancel: 'Batal', whose: 'Tautan ini dibuka di ponsel siapa?', share: 'Kirim nomor HP ini ke bot?', forwarded: 'Ini pesan dari tetangga',
    more: 'Menu ponsel', inside: 'Lihat ke dalam', transcript: 'Salin sebagai transkrip', copied: 'Transkrip disalin', restart: 'Mulai ulang ponsel', restartSure: 'Ponsel ini diganti dengan yang baru: bot belum mengenal pemiliknya. Lanjut?',
    link: 'Salin tautan ke ponsel ini', linked: 'Tautan disalin', newer: (n) => `↓ ${n} pesan baru`,
    offline: 'Matikan jaringan ponsel', online: 'Nyalakan jaringan ponsel', noNetwork: 'tanpa jaringan', typing: 'mengetik…', hidden: 'tanpa nomor',
    until: (t) => `bebas sampai ${t}`, closed: 'lewat 24 jam: hanya templat', failed: 'Tidak sampai', template: 'templat', choose: 'Pilih', fill: 'Kirim', like: 'Suka', unlike: 'Batal suka',
    failures: { 131047: 'lewat 24 jam', 131026: 'nomor tidak di WhatsApp', 131050: 'menolak pesan promosi', 131049: 'ditahan WhatsApp', 131053: 'berkas ditolak', 131048: 'batas harian' },
  },
  en: {
    note: 'A sample: the people are made up, gone when the program ends.',
    clock: 'Time', close: 'Close', start: 'START', block: 'Block', unblock: 'Unblock', write: 'Message', send: 'Send', tools: 'Clock and switches',
    commands: 'Commands', attach: 'Attach', sample: 'Sample:', keys: 'Keyboard', add: 'Add a phone', addWhatsApp: 'Add a WhatsApp', name: 'Whose phone is it?',
    edited: 'edited', edit: 'Change this message', editing: 'Changing:', lost: 'Connection lost, trying again', other: 'Indonesia', bot: 'bot',
    advances: [['1h', '+1 hour'], ['24h', '+1 day'], ['168h', '+1 week']],
    things: [['photo', 'Photo…'], ['document', 'File…'], ['sticker', 'Sticker'], ['voice', 'Voice message'], ['video_note', 'Video note'], ['location', 'Location'], ['poll', 'Poll'],
      ['own', 'My contact'], ['else', "Somebody else's contact"], ['forward', 'Forwarded message']],
    reply: 'Reply', replying: 'Replying to:', cancel: 'Cancel', whose: 'On whose phone is this link opened?', share: 'Send this phone number to the bot?', forwarded: 'This is from a neighbour',
    more: 'Phone menu', inside: 'Look inside', transcript: 'Copy as a transcript', copied: 'Transcript copied', restart: 'Restart the phone', restartSure: 'A new phone takes the place of this one: the bot does not know its owner. Go on?',
    link: 'Copy a link to this phone', linked: 'Link copied', newer: (n) => `↓ ${n} new`,
    offline: 'Take the network away', online: 'Give the network back', noNetwork: 'no network', typing: 'typing…', hidden: 'no number',
    until: (t) => `free until ${t}`, closed: 'after 24 hours: templates only', failed: 'Not delivered', template: 'template', choose: 'Choose', fill: 'Send', like: 'Like', unlike: 'Take the like back',
    failures: { 131047: 'after 24 hours', 131026: 'not on WhatsApp', 131050: 'opted out of marketing', 131049: 'held back by WhatsApp', 131053: 'file refused', 131048: 'daily limit' },
  },
};
let lang = localStorage.getItem('lang') === 'en' ? 'en' : 'id';
const say = (key) => texts[lang][key];
const dayTime = (date) => new Date(date).toLocaleString(lang === 'en' ? 'en-GB' : 'id-ID', { weekday: 'short', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' });
const clockTime = (date) => new Date(date).toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' });
