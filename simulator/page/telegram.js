'use strict';

// How a Telegram phone looks.

const icons = { sticker: '🖼', voice: '🎤', video_note: '📹', location: '📍', poll: '📊', contact: '👤' };

function picture(p, file, text) {
  const source = '/sim/files/' + file;
  return button({ class: 'picture', onclick: () => enlarge(source) }, element('img', { src: source, alt: text ? text.split('\n')[0] : 'foto', onload: () => { if (p.stuck) toEnd(p); } }));
}

const documentLink = (m) => element('a', { class: 'doc', href: '/sim/files/' + m.file, download: m.file_name || 'file' }, m.file_name || 'file');

const editButton = (p, m) => editable(m) ? button({ class: 'small change', 'aria-label': say('edit'), title: say('edit'), onclick: () => answering(p, m, true) }, '✎') : '';

const replyButton = (p, m) => m.from_bot && m.text ? button({ class: 'small reply', 'aria-label': say('reply'), title: say('reply'), onclick: () => answering(p, m) }, '↩') : '';

function bubble(p, m) {
  const body = element('div', { class: 'bubble' });
  if (m.media === 'photo') body.append(picture(p, m.file, m.text));
  else if (m.media === 'document') body.append(documentLink(m));
  else if (m.media) body.append(element('span', {}, (icons[m.media] || '•') + ' '));
  if (m.from) body.append(element('span', { class: 'from' }, m.from.first_name));
  const answered = m.reply_to && p.texts.get(m.reply_to);
  if (answered) body.append(element('q', {}, answered.split('\n')[0]));
  p.texts.set(m.id, m.text || '');
  body.append(words(p, m));
  body.append(element('span', { class: 'meta' }, replyButton(p, m), editButton(p, m), (m.edited ? say('edited') + ' ' : '') + clockTime(m.date) + (m.from_bot ? '' : m.fetched ? ' ✓✓' : ' ✓')));
  const li = element('li', { class: m.from_bot ? '' : 'mine' }, body);
  for (const row of m.buttons || []) li.append(element('div', { class: 'inline' }, ...row.map((b) => b.url
    ? element('a', { href: b.url, rel: 'noreferrer', target: '_blank' }, b.text)
    : button({ onclick: () => act(p.user.id, 'tap', { message: m.id, label: b.text }) }, b.text))));
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
    parent.append(text.slice(at, found.index), button({ class: 'link', onclick: () => follow(p, found[1], found[2]) }, found[0]));
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
  const stuck = p.stuck;
  p.find('.keys').hidden = rows.length === 0;
  const shape = JSON.stringify(rows) + p.keysHidden;
  if (p.keys === shape) return;
  p.keys = shape;
  box.hidden = rows.length === 0 || p.keysHidden;
  box.replaceChildren(...rows.map((row) => element('div', {}, ...row.map((k) => button({
    onclick: () => { if (!k.request_contact || confirm(say('share'))) { p.stuck = true; act(p.user.id, 'press', { label: k.text }); } },
  }, k.text)))));
  if (stuck) toEnd(p);
}
