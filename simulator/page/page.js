'use strict';

// The phones. Text of the bot and of visitors is only ever set as text, never
// as HTML. The server sends the id of a phone whose chat changed, and the page
// asks for that chat.

const texts = {
  id: {
    note: 'Hanya contoh: orangnya rekaan, hilang saat program ditutup.',
    clock: 'Jam', close: 'Tutup', start: 'MULAI', block: 'Blokir', unblock: 'Buka blokir', write: 'Tulis pesan', send: 'Kirim',
    commands: 'Daftar perintah', attach: 'Lampirkan', sample: 'Contoh:', keys: 'Papan tombol', add: 'Tambah ponsel', name: 'Nama pemilik ponsel?',
    edited: 'diedit', edit: 'Ubah pesan:', lost: 'Sambungan terputus, mencoba lagi', other: 'English', bot: 'bot',
    advances: [['1h', '+1 jam'], ['24h', '+1 hari'], ['168h', '+1 minggu']],
    things: [['photo', 'Foto…'], ['document', 'Berkas…'], ['sticker', 'Stiker'], ['voice', 'Pesan suara'], ['video_note', 'Video bulat'], ['location', 'Lokasi'], ['poll', 'Polling'],
      ['own', 'Kontak saya'], ['else', 'Kontak orang lain'], ['forward', 'Pesan terusan']],
    reply: 'Balas', replying: 'Membalas:', whose: 'Tautan ini dibuka di ponsel siapa?', share: 'Kirim nomor HP ini ke bot?', forwarded: 'Ini pesan dari tetangga',
  },
  en: {
    note: 'A sample: the people are made up, gone when the program ends.',
    clock: 'Time', close: 'Close', start: 'START', block: 'Block', unblock: 'Unblock', write: 'Message', send: 'Send',
    commands: 'Commands', attach: 'Attach', sample: 'Sample:', keys: 'Keyboard', add: 'Add a phone', name: 'Whose phone is it?',
    edited: 'edited', edit: 'Change the message:', lost: 'Connection lost, trying again', other: 'Indonesia', bot: 'bot',
    advances: [['1h', '+1 hour'], ['24h', '+1 day'], ['168h', '+1 week']],
    things: [['photo', 'Photo…'], ['document', 'File…'], ['sticker', 'Sticker'], ['voice', 'Voice message'], ['video_note', 'Video note'], ['location', 'Location'], ['poll', 'Poll'],
      ['own', 'My contact'], ['else', "Somebody else's contact"], ['forward', 'Forwarded message']],
    reply: 'Reply', replying: 'Replying to:', whose: 'On whose phone is this link opened?', share: 'Send this phone number to the bot?', forwarded: 'This is from a neighbour',
  },
};
let lang = localStorage.getItem('lang') === 'en' ? 'en' : 'id';
const say = (key) => texts[lang][key];

const phones = new Map(); // id -> what is on the page
let samples = []; // names of files at hand
let chosen = 0;
let offset = 0; // of the server's clock from ours, in milliseconds

const byId = (id) => document.getElementById(id);

function element(name, attributes, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith('on')) e.addEventListener(key.slice(2), value);
    else if (value !== false && value !== undefined) e.setAttribute(key, value === true ? '' : value);
  }
  e.append(...children.filter((c) => c !== undefined && c !== ''));
  return e;
}

async function ask(path, body) {
  const answer = await fetch('/sim/' + path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error);
  return result;
}

const act = (id, what, body) => ask(`phones/${id}/${what}`, body || {}).catch((e) => trouble(e.message));

function trouble(text) {
  const t = byId('trouble');
  t.hidden = !text;
  t.textContent = text || '';
  if (text) setTimeout(() => { if (t.textContent === text) t.hidden = true; }, 4000);
}

async function showState() {
  const s = await ask('state');
  offset = new Date(s.now) - Date.now();
  samples = s.samples;
  document.documentElement.lang = lang;
  for (const e of document.querySelectorAll('[data-say]')) e.textContent = say(e.dataset.say);
  byId('language').textContent = say('other');
  byId('advance').replaceChildren(...(s.advance ? say('advances') : []).map(([d, label]) =>
    element('button', { type: 'button', onclick: () => ask('clock', { advance: d }).catch((e) => trouble(e.message)) }, label)));
  byId('switches').replaceChildren(...s.switches.map((w) => {
    const [id, en] = w.label.split(' / ');
    return element('button', { type: 'button', class: 'switch', 'aria-pressed': String(w.on), onclick: () => ask('switches', { key: w.key, on: !w.on }).catch((e) => trouble(e.message)) }, lang === 'en' && en ? en : id);
  }), element('button', { type: 'button', onclick: addPhone }, say('add')));
  for (const user of s.phones) if (!phones.has(user.id)) makePhone(user, s.bot);
  if (!chosen && s.phones.length) chosen = s.phones[0].id;
  showTabs();
  for (const p of phones.values()) nameParts(p);
  tick();
}

function tick() {
  const now = new Date(Date.now() + offset);
  byId('now').textContent = now.toLocaleString(lang === 'en' ? 'en-GB' : 'id-ID', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' }) + ' WIB';
}

async function addPhone() {
  const name = prompt(say('name'));
  if (name) await phoneOf(name);
}

// phoneOf is the phone of somebody by name, a new one if there is none.
async function phoneOf(name) {
  const known = [...phones.values()].find((p) => p.user.first_name === name);
  const user = known ? known.user : await ask('phones', { first_name: name, language_code: lang });
  chosen = user.id;
  await showState();
  return user;
}

// follow opens a link into the bot: in a group of its own, or on a phone.
async function follow(p, kind, payload) {
  if (kind === 'startgroup') { act(p.user.id, 'group', { text: payload }); return; }
  const name = prompt(say('whose'), p.user.first_name);
  if (name) act((await phoneOf(name)).id, 'send', { text: '/start ' + payload });
}

function showTabs() {
  byId('tabs').replaceChildren(...[...phones.values()].map((p) => element('button', {
    type: 'button', role: 'tab', 'aria-selected': String(p.user.id === chosen), onclick: () => choose(p),
  }, p.user.first_name)));
  for (const p of phones.values()) p.root.classList.toggle('chosen', p.user.id === chosen);
  byId('tabs').querySelector('[aria-selected="true"]')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
}

// choose brings a phone to the front, at its newest message: one that is not
// shown cannot be scrolled.
function choose(p) {
  chosen = p.user.id;
  showTabs();
  p.root.scrollIntoView({ inline: 'center', block: 'nearest' });
  toEnd(p);
}

function toEnd(p) {
  const log = p.find('.chat');
  log.scrollTop = log.scrollHeight;
}

function makePhone(user, bot) {
  const root = byId('phone').content.firstElementChild.cloneNode(true);
  const find = (selector) => root.querySelector(selector);
  const p = { user, root, find, keysHidden: false, drawn: new Map(), texts: new Map(), blocked: false };
  phones.set(user.id, p);
  root.setAttribute('aria-label', user.first_name);
  root.dataset.phone = user.id;
  find('.avatar').textContent = user.first_name[0];
  find('.who strong').textContent = bot;
  find('.who small').textContent = user.first_name;
  find('.block').addEventListener('click', () => act(user.id, p.blocked ? 'unblock' : 'block'));
  find('.start button').addEventListener('click', () => act(user.id, 'send', { text: '/start' }));
  find('.keys').addEventListener('click', () => { p.keysHidden = !p.keysHidden; showKeyboard(p); });
  find('.slash').addEventListener('click', () => toggle(p, '.commands'));
  find('.attach').addEventListener('click', () => toggle(p, '.attachments'));
  find('.compose').addEventListener('submit', (event) => {
    event.preventDefault();
    const input = find('.compose input');
    if (input.value.trim() === '') return;
    act(user.id, 'send', { text: input.value, message: p.replyTo || 0 });
    input.value = '';
    reply(p);
  });
  root.addEventListener('keydown', (event) => { if (event.key === 'Escape') toggle(p, ''); });
  find('input[type=file]').addEventListener('change', sendFile.bind(null, p));
  byId('phones').append(root);
  showPhone(user.id);
}

// nameParts words the buttons of a phone in the page's language.
function nameParts(p) {
  const name = (selector, key) => { p.find(selector).setAttribute('aria-label', say(key)); p.find(selector).title = say(key); };
  name('.slash', 'commands'); name('.attach', 'attach'); name('.keys', 'keys'); name('.send', 'send');
  p.find('.compose input').setAttribute('aria-label', say('write'));
  p.find('.start button').textContent = say('start');
  p.find('.block').textContent = say(p.blocked ? 'unblock' : 'block');
  const entry = (label, send) => element('li', {}, element('button', { type: 'button', onclick: () => { toggle(p, ''); send(); } }, label));
  p.find('.attachments').replaceChildren(...samples.map((name) => entry(`${say('sample')} ${name}`, () => act(p.user.id, 'sample', { name }))),
    ...say('things').map(([kind, label]) => entry(label, () => attach(p, kind))));
}

// reply makes the next text an answer to a message; without one it is none.
function reply(p, m) {
  p.replyTo = m && m.id;
  const bar = p.find('.replying');
  bar.hidden = !m;
  bar.textContent = m ? say('replying') + ' ' + (m.text || '').split('\n')[0] : '';
  if (m) p.find('.compose input').focus();
}

function toggle(p, which) {
  for (const selector of ['.commands', '.attachments']) {
    const list = p.find(selector);
    list.hidden = selector !== which || !list.hidden;
  }
  p.root.classList.toggle('listing', [...p.root.querySelectorAll('.commands, .attachments')].some((list) => !list.hidden));
}

function attach(p, kind) {
  const id = p.user.id;
  if (kind === 'photo' || kind === 'document') { p.fileKind = kind; p.find('input[type=file]').click(); return; }
  if (kind === 'own') { if (confirm(say('share'))) act(id, 'contact', { own: true }); return; }
  if (kind === 'else') { act(id, 'contact', { own: false, phone: '6281399998888' }); return; }
  if (kind === 'forward') { act(id, 'forward', { text: say('forwarded') }); return; }
  act(id, 'media', { kind });
}

function sendFile(p, event) {
  const file = event.target.files[0];
  event.target.value = '';
  if (!file) return;
  const reader = new FileReader();
  reader.onload = () => act(p.user.id, 'file', { kind: p.fileKind, name: file.name, data: reader.result.split(',')[1] });
  reader.readAsDataURL(file);
}

async function showPhone(id) {
  const p = phones.get(id);
  if (!p || p.asking) { if (p) p.again = true; return; } // one request at a time, the last one wins
  p.asking = true;
  try {
    const c = await ask('phones/' + id);
    p.keyboard = c.keyboard; p.blocked = c.blocked;
    draw(p, c.messages);
    p.find('.start').hidden = c.messages.length > 0;
    p.find('.compose input').placeholder = (c.keyboard && c.keyboard.input_field_placeholder) || say('write');
    p.find('.commands').replaceChildren(...c.commands.map((k) => element('li', {}, element('button', { type: 'button', onclick: () => { toggle(p, ''); act(id, 'send', { text: '/' + k.command }); } }, '/' + k.command, element('small', {}, k.description)))));
    showKeyboard(p);
    nameParts(p);
  } catch (e) { trouble(say('lost')); } finally {
    p.asking = false;
    if (p.again) { p.again = false; showPhone(id); }
  }
}

// draw changes only the messages that are new or different, so that a screen
// reader says only those.
function draw(p, messages) {
  const log = p.find('.chat');
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const present = new Set();
  let grown = false;
  for (const m of messages) {
    const shape = JSON.stringify(m);
    const old = p.drawn.get(m.id);
    present.add(m.id);
    if (old && old.shape === shape) continue;
    const li = bubble(p, m);
    if (old) old.li.replaceWith(li);
    else { log.append(li); grown = true; }
    p.drawn.set(m.id, { shape, li });
  }
  for (const [id, old] of p.drawn) if (!present.has(id)) { old.li.remove(); p.drawn.delete(id); }
  if (grown && (atEnd || messages.length < 3)) log.scrollTop = log.scrollHeight;
}

const icons = { sticker: '🖼', voice: '🎤', video_note: '📹', location: '📍', poll: '📊', contact: '👤' };

function bubble(p, m) {
  const body = element('div', { class: 'bubble' });
  if (m.media === 'photo') {
    const source = '/sim/files/' + m.file;
    const img = element('img', { src: source, alt: m.text ? m.text.split('\n')[0] : 'foto', onload: () => toEnd(p), onclick: () => enlarge(source) });
    body.append(img);
  } else if (m.media === 'document') {
    body.append(element('a', { class: 'doc', href: '/sim/files/' + m.file, download: m.file_name || 'file' }, m.file_name || 'file'));
  } else if (m.media) body.append(element('span', {}, (icons[m.media] || '•') + ' '));
  if (m.from) body.append(element('span', { class: 'from' }, m.from.first_name));
  const answered = m.reply_to && p.texts.get(m.reply_to);
  if (answered) body.append(element('q', {}, answered.split('\n')[0]));
  p.texts.set(m.id, m.text || '');
  body.append(words(p, m));
  const time = new Date(m.date).toLocaleTimeString('id-ID', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' });
  const answer = m.from_bot && m.text ? element('button', { type: 'button', class: 'reply', 'aria-label': say('reply'), title: say('reply'), onclick: () => reply(p, m) }, '↩') : '';
  body.append(element('span', { class: 'meta' }, answer, (m.edited ? say('edited') + ' ' : '') + time + (m.from_bot ? '' : m.fetched ? ' ✓✓' : ' ✓')));
  const li = element('li', { class: m.from_bot ? '' : 'mine' }, body);
  if (!m.from_bot && !m.media) body.addEventListener('click', () => {
    const text = prompt(say('edit'), m.text);
    if (text && text !== m.text) act(p.user.id, 'edit', { message: m.id, text });
  });
  for (const row of m.buttons || []) li.append(element('div', { class: 'inline' }, ...row.map((b) => b.url
    ? element('a', { href: b.url, rel: 'noreferrer', target: '_blank' }, b.text)
    : element('button', { type: 'button', onclick: () => act(p.user.id, 'tap', { message: m.id, label: b.text }) }, b.text))));
  return li;
}

const tags = { bold: 'b', italic: 'i', underline: 'u', strikethrough: 's', code: 'code', pre: 'code', text_link: 'a', spoiler: 'span', blockquote: 'q' };

// words builds a text with its entities. Offsets count UTF-16 units, as strings
// of this language do.
function words(p, m) {
  const out = element('div', { class: 'words' });
  const text = m.text || '';
  const fill = (parent, from, to, entities) => {
    let at = from;
    const sorted = entities.filter((e) => e.offset >= from && e.offset + e.length <= to).sort((a, b) => a.offset - b.offset || b.length - a.length);
    for (const e of sorted) {
      if (e.offset < at) continue;
      plain(p, parent, text.slice(at, e.offset));
      const inner = element(tags[e.type] || 'span', e.type === 'text_link' && /^(https?|tg|mailto):/.test(e.url) ? { href: e.url, rel: 'noreferrer', target: '_blank' } : {});
      fill(inner, e.offset, e.offset + e.length, sorted.filter((o) => o !== e && (o.offset > e.offset || o.length < e.length)));
      parent.append(inner);
      at = e.offset + e.length;
    }
    plain(p, parent, text.slice(at, to));
  };
  fill(out, 0, text.length, m.entities || []);
  return out;
}

// plain appends a text in which links into the bot can be followed.
function plain(p, parent, text) {
  const link = /https:\/\/t\.me\/\w+\?(start|startgroup)=(\S+)/g;
  let at = 0;
  for (const found of text.matchAll(link)) {
    parent.append(text.slice(at, found.index), element('button', { type: 'button', class: 'link', onclick: () => follow(p, found[1], found[2]) }, found[0]));
    at = found.index + found[0].length;
  }
  parent.append(text.slice(at));
}

function enlarge(source) {
  const viewer = byId('viewer');
  viewer.querySelector('img').src = source;
  viewer.showModal();
}

function showKeyboard(p) {
  const box = p.find('.keyboard');
  const rows = p.keyboard ? p.keyboard.keyboard : [];
  p.find('.keys').hidden = rows.length === 0;
  box.hidden = rows.length === 0 || p.keysHidden;
  box.replaceChildren(...rows.map((row) => element('div', {}, ...row.map((k) => element('button', {
    type: 'button', onclick: () => { if (!k.request_contact || confirm(say('share'))) act(p.user.id, 'press', { label: k.text }); },
  }, k.text)))));
  toEnd(p);
}

function listen() {
  const events = new EventSource('/sim/events');
  events.onopen = () => { trouble(''); showState().then(() => { for (const id of phones.keys()) showPhone(id); }).catch(() => trouble(say('lost'))); };
  events.onmessage = (e) => { const id = Number(e.data); if (id) showPhone(id); else showState().then(() => { for (const p of phones.keys()) showPhone(p); }).catch(() => trouble(say('lost'))); };
  events.onerror = () => trouble(say('lost'));
}

byId('language').addEventListener('click', () => {
  lang = lang === 'id' ? 'en' : 'id';
  localStorage.setItem('lang', lang);
  showState().then(() => { for (const p of phones.values()) { p.drawn.clear(); p.find('.chat').replaceChildren(); showPhone(p.user.id); } });
});
setInterval(tick, 1000);
listen();
