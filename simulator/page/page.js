'use strict';

// The phones. Text of the bot and of visitors is only ever set as text, never
// as HTML. The server sends the id of a phone whose chat changed, and the page
// asks for that chat.

const phones = new Map(); // id -> what is on the page
let inspects = false; // whether somebody can look into the bot
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

const button = (attributes, ...children) => element('button', { type: 'button', ...attributes }, ...children);

async function ask(path, body) {
  const answer = await fetch('/sim/' + path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.error);
  return result;
}

const lines = new Map(); // id -> the newest of what is under way from that phone

// act does something on a phone. Requests overtake each other; what somebody
// sends does not, so each waits for the one before it.
function act(id, what, body) {
  const turn = (lines.get(id) || Promise.resolve()).then(() => ask(`phones/${id}/${what}`, body || {})).catch((e) => trouble(e.message));
  lines.set(id, turn);
  return turn;
}

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
  inspects = Boolean(s.more && s.more.inspect);
  document.documentElement.lang = lang;
  for (const e of document.querySelectorAll('[data-say]')) e.textContent = say(e.dataset.say);
  byId('language').textContent = say('other');
  showTools(s);
  const listed = new Set(s.phones.map((u) => u.id));
  for (const [id, p] of phones) if (!listed.has(id)) { p.root.remove(); p.inside.remove(); phones.delete(id); }
  for (const user of s.phones) if (!phones.has(user.id)) makePhone(user, s.bot);
  for (const user of s.phones) { phones.get(user.id).user = user; byId('phones').append(phones.get(user.id).root, phones.get(user.id).inside); }
  if (!phones.has(chosen) && s.phones.length) chosen = (linked() || phones.get(s.phones[0].id)).user.id;
  showTabs(s.phones.map((u) => phones.get(u.id)));
  for (const p of phones.values()) nameParts(p);
  tick();
}

// showTools words the clock's buttons and the switches; a switch says how
// things are, and keeps the focus when that changes.
function showTools(s) {
  keep(byId('advance'), (s.advance ? say('advances') : []).map(([d, label]) => ({ key: d, label, do: () => ask('clock', { advance: d }) })));
  keep(byId('switches'), [
    ...s.switches.map((w) => ({ key: w.key, label: inLanguage(w.label), on: w.on, do: () => ask('switches', { key: w.key, on: !w.on }) })),
    { key: '+', label: say('add'), do: () => addPhone('telegram') },
    ...(s.whatsapp ? [{ key: '+w', label: say('addWhatsApp'), do: () => addPhone('whatsapp') }] : []),
  ]);
  keep(byId('scenes'), ((s.more && s.more.scenes) || []).map((c) => ({ key: c.key, label: '▸ ' + inLanguage(c.label), do: () => openScene(c.key) })));
  const wrong = s.switches.filter((w) => w.on).map((w) => inLanguage(w.label));
  const box = byId('toolbox');
  box.textContent = wrong.length ? '⚙ ' + wrong.join(', ') : '⚙';
  box.setAttribute('aria-label', [say('tools'), ...wrong].join(': '));
  box.classList.toggle('wrong', wrong.length > 0);
}

function inLanguage(label) {
  const [id, en] = label.split(' / ');
  return lang === 'en' && en ? en : id;
}

// keep makes the buttons of a group what is listed, without replacing those
// that are there: who has tapped one keeps the focus.
function keep(group, wanted) {
  for (const e of [...group.children]) if (!wanted.some((w) => w.key === e.dataset.key)) e.remove();
  wanted.forEach((w, i) => {
    let b = [...group.children].find((e) => e.dataset.key === w.key);
    if (!b) b = button({ 'data-key': w.key });
    b.textContent = w.label;
    b.onclick = () => Promise.resolve(w.do()).catch((e) => trouble(e.message));
    if (w.on !== undefined) { b.className = 'switch'; b.setAttribute('aria-pressed', String(w.on)); }
    if (group.children[i] !== b) group.insertBefore(b, group.children[i] || null);
  });
}

function tick() {
  const now = new Date(Date.now() + offset);
  byId('now').textContent = now.toLocaleString(lang === 'en' ? 'en-GB' : 'id-ID', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Jakarta' }) + ' WIB';
}

async function addPhone(kind) {
  const name = prompt(say('name'));
  if (!name) return;
  const user = await ask('phones', { first_name: name, language_code: lang, kind });
  await showState();
  choose(phones.get(user.id));
}

// phoneOf is the Telegram phone of somebody by name, a new one if there is none.
async function phoneOf(name) {
  const known = [...phones.values()].find((p) => p.user.first_name === name && p.user.kind !== 'whatsapp');
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

// showTabs makes a tab for each phone. One tab can be reached by Tab, the
// others by the arrow keys (w3.org/WAI/ARIA/apg/patterns/tabs).
function showTabs(all) {
  const tabs = byId('tabs');
  for (const e of [...tabs.children]) if (!all.some((p) => p.tab === e)) e.remove();
  all.forEach((p, i) => {
    if (!p.tab) p.tab = button({ role: 'tab', id: 'tab-' + p.user.id, 'aria-controls': 'phone-' + p.user.id, class: p.user.kind || 'telegram', onclick: () => choose(p) });
    if (p.tab.textContent !== p.user.first_name) p.tab.textContent = p.user.first_name;
    p.tab.title = `${p.user.first_name} (${p.user.kind === 'whatsapp' ? 'WhatsApp' : 'Telegram'})`;
    if (tabs.children[i] !== p.tab) tabs.insertBefore(p.tab, tabs.children[i] || null);
  });
  markChosen();
}

function markChosen() {
  for (const p of phones.values()) {
    const is = p.user.id === chosen;
    p.tab.setAttribute('aria-selected', String(is));
    p.tab.tabIndex = is ? 0 : -1;
    p.root.classList.toggle('chosen', is);
    p.inside.classList.toggle('chosen', is);
    if (is) p.tab.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }
}

// choose brings a phone to the front, at its newest message unless somebody
// scrolled up in it: one that is not shown cannot be scrolled.
function choose(p) {
  chosen = p.user.id;
  markChosen();
  history.replaceState(null, '', '#' + sceneOf(p));
  p.root.scrollIntoView({ inline: 'center', block: 'nearest' });
  if (p.stuck) toEnd(p);
  look(p);
}

// openScene has a scene played on a new phone; the page's address is a link to it.
async function openScene(key) {
  const user = await ask('scenes/' + key, {});
  await showState();
  const p = phones.get(user.id);
  choose(p);
  history.replaceState(null, '', '#adegan-' + key);
  p.inside.hidden = !inspects || matchMedia('(max-width: 820px)').matches; // there it would hide the phone
  lookInside(p);
  p.inside.scrollIntoView({ inline: 'end', block: 'nearest' });
}

// lookInside shows beside a phone what the bot knows and understood.
async function lookInside(p) {
  if (p.inside.hidden || p.looking) { p.lookAgain = !p.inside.hidden; return; }
  p.looking = true;
  try {
    const { panels } = await ask(`phones/${p.user.id}/inspect`);
    p.inside.replaceChildren(element('header', {}, element('strong', {}, `${say('inside')}: ${p.user.first_name}`), button({ class: 'icon', 'aria-label': say('close'), onclick: () => { p.inside.hidden = true; } }, '✕')),
      ...panels.map((x) => element('section', {}, element('h2', {}, inLanguage(x.title)), element('pre', { tabindex: '0' }, x.lines.join('\n') || '-'))));
  } catch (e) { trouble(e.message); }
  p.looking = false;
  if (p.lookAgain) { p.lookAgain = false; lookInside(p); }
}

// sceneOf is the part of a link that opens a phone: telegram-petugas.
function sceneOf(p) {
  return (p.user.kind || 'telegram') + '-' + p.user.first_name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

const linked = () => [...phones.values()].find((p) => '#' + sceneOf(p) === location.hash);

function toEnd(p) {
  const log = p.find('.chat');
  log.scrollTop = log.scrollHeight;
  p.stuck = true;
  p.missed = 0;
  p.find('.newer').hidden = true;
}

function makePhone(user, bot) {
  const root = byId('phone').content.firstElementChild.cloneNode(true);
  const find = (selector) => root.querySelector(selector);
  const p = { user, bot, root, find, keysHidden: false, drawn: new Map(), texts: new Map(), blocked: false, stuck: true, missed: 0 };
  phones.set(user.id, p);
  p.inside = element('aside', { class: 'inside', hidden: true, 'data-inside': user.id });
  root.id = 'phone-' + user.id;
  root.classList.add(user.kind || 'telegram');
  root.setAttribute('aria-label', user.first_name);
  root.dataset.phone = user.id;
  find('.avatar').textContent = (user.kind === 'whatsapp' ? bot : user.first_name)[0].toUpperCase();
  find('.app').textContent = user.kind === 'whatsapp' ? 'WhatsApp' : 'Telegram';
  find('.who strong').textContent = bot;
  find('.who small').textContent = user.first_name;
  find('.more').addEventListener('click', () => toggle(p, '.actions'));
  find('.start button').addEventListener('click', () => act(user.id, 'send', { text: '/start' }));
  find('.keys').addEventListener('click', () => { p.keysHidden = !p.keysHidden; showKeyboard(p); });
  find('.slash').addEventListener('click', () => toggle(p, '.commands'));
  find('.attach').addEventListener('click', () => toggle(p, '.attachments'));
  find('.newer').addEventListener('click', () => { toEnd(p); find('.chat').focus(); });
  find('.replying button').addEventListener('click', () => { answering(p); find('.compose input').focus(); });
  find('.compose').addEventListener('submit', (event) => { event.preventDefault(); submit(p); });
  find('.compose input').addEventListener('keydown', (event) => { if (event.key === 'ArrowUp' && event.target.value === '') editNewest(p, event); });
  root.addEventListener('keydown', (event) => { if (event.key === 'Escape') { toggle(p, ''); closeSheet(p); if (p.editing || p.replyTo) answering(p); } });
  find('input[type=file]').addEventListener('change', sendFile.bind(null, p));
  const log = find('.chat');
  log.addEventListener('scroll', () => {
    p.stuck = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    if (p.stuck) { p.missed = 0; find('.newer').hidden = true; }
  });
  new ResizeObserver(() => { if (p.stuck) toEnd(p); }).observe(log);
  byId('phones').append(root);
  showPhone(user.id);
}

// submit sends what was typed, or changes the message that is being edited.
function submit(p) {
  const input = p.find('.compose input');
  if (input.value.trim() === '') return;
  if (p.editing) act(p.user.id, 'edit', { message: p.editing.id, text: input.value });
  else act(p.user.id, 'send', { text: input.value, message: p.replyTo || (p.user.kind === 'whatsapp' ? '' : 0) });
  p.stuck = true; // who writes wants to see it
  answering(p);
}

// nameParts words the buttons of a phone in the page's language.
function nameParts(p) {
  const name = (selector, key) => { p.find(selector).setAttribute('aria-label', say(key)); p.find(selector).title = say(key); };
  name('.slash', 'commands'); name('.attach', 'attach'); name('.keys', 'keys'); name('.send', 'send'); name('.more', 'more'); name('.replying button', 'cancel');
  p.find('.compose input').setAttribute('aria-label', say('write'));
  p.find('.start button').textContent = say('start');
  const id = p.user.id;
  const entry = (label, send) => element('li', {}, button({ onclick: () => { toggle(p, ''); send(); } }, label));
  const things = say('things').filter(([kind]) => p.user.kind !== 'whatsapp' || kind !== 'video_note');
  if (p.find('.attachments').hidden) p.find('.attachments').replaceChildren(...samples.map((name) => entry(`${say('sample')} ${name}`, () => act(id, 'sample', { name }))),
    ...things.map(([kind, label]) => entry(label, () => attach(p, kind))));
  if (p.find('.actions').hidden) p.find('.actions').replaceChildren(...(inspects ? [entry(say('inside'), () => { p.inside.hidden = !p.inside.hidden; lookInside(p); p.inside.scrollIntoView({ inline: 'nearest', block: 'nearest' }); })] : []), entry(say('transcript'), () => copyTranscript(p)), entry(say('link'), () => copy(location.href.split('#')[0] + '#' + sceneOf(p), say('linked'))),
    ...(p.user.kind === 'whatsapp' ? [entry(say(p.online === false ? 'online' : 'offline'), () => act(id, 'online', { own: p.online === false }))] : []),
    entry(say(p.blocked ? 'unblock' : 'block'), () => act(id, p.blocked ? 'unblock' : 'block')),
    ...(id < 0 ? [] : [entry(say('restart'), () => restart(p))]));
}

async function copyTranscript(p) {
  const answer = await fetch(`/sim/phones/${p.user.id}/transcript`);
  copy(await answer.text(), say('copied'));
}

async function copy(text, done) {
  try { await navigator.clipboard.writeText(text); } catch (e) { // not allowed here: the old way
    const area = element('textarea', { class: 'away' });
    document.body.append(area);
    area.value = text;
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  trouble(done);
}

async function restart(p) {
  if (!confirm(say('restartSure'))) return;
  const user = await act(p.user.id, 'restart');
  if (!user) return;
  await showState();
  choose(phones.get(user.id));
}

// answering makes the next text an answer to a message, or a change of one of
// the person's own; without a message it is neither.
function answering(p, m, edit) {
  const input = p.find('.compose input');
  if (p.editing || edit || !m) input.value = edit ? m.text : '';
  p.editing = edit ? m : undefined;
  p.replyTo = m && !edit ? m.id : undefined;
  p.find('.replying').hidden = !m;
  p.find('.replying span').textContent = m ? `${say(edit ? 'editing' : 'replying')} ${(m.text || '').split('\n')[0]}` : '';
  if (m) input.focus();
}

const editable = (m) => !m.from_bot && m.text && (m.kind ? m.kind === 'text' : !m.media);

function editNewest(p, event) {
  const m = (p.messages || []).findLast(editable);
  if (!m) return;
  event.preventDefault();
  answering(p, m, true);
}

function toggle(p, which) {
  for (const selector of ['.actions', '.commands', '.attachments']) {
    const list = p.find(selector);
    list.hidden = selector !== which || !list.hidden;
  }
  p.find('.more').setAttribute('aria-expanded', String(!p.find('.actions').hidden));
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
    lookInside(p);
    p.keyboard = c.keyboard; p.blocked = c.blocked; p.online = c.online; p.messages = c.messages; p.flows = c.flows;
    if (p.user.kind === 'whatsapp') showWhatsApp(p, c);
    draw(p, c.failed && c.failed.length ? withFailures(c) : c.messages);
    p.find('.start').hidden = c.messages.length > 0 || p.user.kind === 'whatsapp';
    p.find('.compose input').placeholder = (c.keyboard && c.keyboard.input_field_placeholder) || say('write');
    p.find('.slash').hidden = p.user.kind === 'whatsapp';
    p.find('.commands').replaceChildren(...c.commands.map((k) => element('li', {}, button({ onclick: () => { toggle(p, ''); act(id, 'send', { text: '/' + k.command }); } }, '/' + k.command, element('small', {}, k.description)))));
    showKeyboard(p);
    nameParts(p);
    look(p);
  } catch (e) { trouble(say('lost')); } finally {
    p.asking = false;
    if (p.again) { p.again = false; showPhone(id); }
  }
}

// draw changes only the messages that are new or different, so that a screen
// reader says only those. Who scrolled up stays where they are.
function draw(p, messages) {
  const log = p.find('.chat');
  const stuck = p.stuck;
  const present = new Set();
  let grown = 0;
  for (const m of messages) {
    const shape = JSON.stringify(m.from_bot ? { ...m, status: '' } : m); // whether its bot knows it was read is not shown
    const old = p.drawn.get(m.id);
    present.add(m.id);
    if (old && old.shape === shape) continue;
    const li = p.user.kind === 'whatsapp' ? whatsAppBubble(p, m) : bubble(p, m);
    if (old) replaceKeepingFocus(old.li, li);
    else { log.append(li); grown++; }
    p.drawn.set(m.id, { shape, li });
  }
  for (const [id, old] of p.drawn) if (!present.has(id)) { old.li.remove(); p.drawn.delete(id); }
  if (!grown) return;
  if (stuck) { toEnd(p); return; }
  p.missed += grown;
  p.find('.newer').textContent = say('newer')(p.missed);
  p.find('.newer').hidden = false;
}

// replaceKeepingFocus puts a message in another's place; the button that had
// the focus has it again.
function replaceKeepingFocus(old, li) {
  const at = [...old.querySelectorAll('button, a')].indexOf(document.activeElement);
  old.replaceWith(li);
  if (at >= 0) li.querySelectorAll('button, a')[at]?.focus({ preventScroll: true });
}

function all() {
  return showState().then(() => { for (const id of phones.keys()) showPhone(id); }).catch(() => trouble(say('lost')));
}

function listen() {
  const events = new EventSource('/sim/events');
  events.onopen = () => { trouble(''); all(); };
  events.onmessage = (e) => {
    const id = e.data.startsWith('w') ? e.data : Number(e.data);
    if (id && phones.has(id)) showPhone(id);
    else all();
  };
  events.onerror = () => trouble(say('lost'));
}

byId('language').addEventListener('click', () => {
  lang = lang === 'id' ? 'en' : 'id';
  localStorage.setItem('lang', lang);
  showState().then(() => { for (const p of phones.values()) { p.drawn.clear(); p.find('.chat').replaceChildren(); showPhone(p.user.id); } });
});

byId('toolbox').addEventListener('click', () => {
  const open = document.body.classList.toggle('tools-open');
  byId('toolbox').setAttribute('aria-expanded', String(open));
});

byId('tabs').addEventListener('keydown', (event) => {
  const tabs = [...byId('tabs').children];
  const at = tabs.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.click();
  tab.focus();
});

// linkedScene plays the scene that the page's address names.
function linkedScene() {
  const [, key] = location.hash.match(/^#adegan-([a-z-]+)$/) || [];
  if (key) openScene(key).catch((e) => trouble(e.message));
  return Boolean(key);
}

window.addEventListener('hashchange', () => { const p = !linkedScene() && linked(); if (p) choose(p); });
document.addEventListener('visibilitychange', () => { for (const p of phones.values()) look(p); });
setInterval(tick, 1000);
listen();
linkedScene();
