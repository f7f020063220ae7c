'use strict';

// How a WhatsApp phone looks.

// look tells the server that somebody sees the chat: what came is read.
function look(p) {
  if (p.user.kind !== 'whatsapp' || document.visibilityState !== 'visible' || p.user.id !== chosen || !p.stuck) return;
  if ((p.messages || []).some((m) => m.from_bot && m.status === 'delivered')) act(p.user.id, 'read');
}

// showWhatsApp shows what stands in the bar: who, and whether the bot types or
// may write freely.
function showWhatsApp(p, c) {
  const state = c.typing ? say('typing') : !c.online ? say('noNetwork') : c.until ? say('until')(dayTime(c.until)) : say('closed');
  p.find('.who small').textContent = `${p.user.first_name}${p.user.hidden ? ' (' + say('hidden') + ')' : ''} · ${state}`;
  if (c.typing) setTimeout(() => showPhone(p.user.id), 26000);
}

// withFailures puts what never arrived where it would have been.
function withFailures(c) {
  return [...c.messages, ...c.failed.map((m) => ({ ...m, lost: true }))].sort((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
}

const ticks = { sent: '✓', delivered: '✓✓', read: '✓✓', failed: '!' };

const waIcons = { audio: '🎤', video: '🎬', sticker: '🖼', location: '📍', contacts: '👤', unsupported: '⃠' };

function whatsAppBubble(p, m) {
  if (m.lost) return element('li', { class: 'lost' }, `${say('failed')}: ${say('failures')[m.failure] || ''} (${m.failure})`, element('small', {}, (m.text || '').split('\n')[0]));
  const body = element('div', { class: 'bubble' });
  if (m.template) body.append(element('span', { class: 'chip', title: m.template }, `${say('template')} · ${m.category}`));
  const answered = m.reply_to && p.texts.get(m.reply_to);
  if (answered) body.append(element('q', {}, answered.split('\n')[0]));
  if (m.media === 'image') body.append(picture(p, m.file, m.text));
  else if (m.media === 'document') body.append(documentLink(m));
  else if (waIcons[m.media || m.kind]) body.append(element('span', {}, waIcons[m.media || m.kind] + ' '));
  if (m.header) body.append(element('strong', { class: 'head' }, m.header));
  if (m.place) body.append(element('span', { class: 'words' }, [m.place.name, m.place.address].filter(Boolean).join(', ') || `${m.place.latitude}, ${m.place.longitude}`));
  for (const card of m.cards || []) body.append(element('span', { class: 'words' }, `${card.name} ${card.phone}`));
  p.texts.set(m.id, m.text || m.header || '');
  body.append(marks(m.text || ''));
  if (m.footer) body.append(element('small', { class: 'foot' }, m.footer));
  const tick = m.from_bot ? '' : element('span', { class: 'tick ' + m.status, role: 'img', 'aria-label': m.status }, ticks[m.status] || '🕓');
  body.append(element('span', { class: 'meta' }, likeButton(p, m), replyButton(p, m), editButton(p, m), (m.edited ? say('edited') + ' ' : '') + clockTime(m.date), ' ', tick));
  if (m.mine || m.theirs) body.append(element('span', { class: 'reactions' }, [m.mine, m.theirs].filter(Boolean).join('')));
  const li = element('li', { class: m.from_bot ? '' : 'mine' }, body);
  li.append(...offers(p, m));
  return li;
}

const likeButton = (p, m) => m.from_bot ? button({ class: 'small like', 'aria-label': say(m.mine ? 'unlike' : 'like'), title: say(m.mine ? 'unlike' : 'like'), onclick: () => act(p.user.id, 'react', { message: m.id, text: m.mine ? '' : '👍' }) }, '☺') : '';

// offers are what can be tapped under a message.
function offers(p, m) {
  const rows = (m.buttons || []).map((b) => {
    if (b.kind === 'url' || b.kind === 'phone') return element('a', { href: b.kind === 'url' ? b.address : 'tel:' + b.address, rel: 'noreferrer', target: '_blank' }, (b.kind === 'url' ? '↗ ' : '☎ ') + b.title);
    if (b.kind === 'flow') return button({ onclick: () => flowSheet(p, m, b.title) }, '▤ ' + b.title);
    return button({ onclick: () => { if (b.kind !== 'contact' || confirm(say('share'))) tapped(p, m, b.title); } }, b.kind === 'reply' ? b.title : { location: '📍 ', contact: '👤 ' }[b.kind] + b.title);
  });
  if (m.list) rows.push(button({ 'aria-haspopup': 'dialog', onclick: () => listSheet(p, m) }, '☰ ' + m.list.button));
  return rows.length ? [element('div', { class: 'inline' }, ...rows)] : [];
}

function tapped(p, m, label) {
  p.stuck = true;
  closeSheet(p);
  act(p.user.id, 'tap', { message: m.id, label });
}

// openSheet slides something up from the bottom of a phone.
function openSheet(p, title, ...children) {
  const sheet = p.find('.sheet');
  p.before = document.activeElement;
  sheet.setAttribute('aria-label', title);
  sheet.replaceChildren(element('div', { class: 'sheet-top' }, element('strong', {}, title), button({ class: 'icon', 'aria-label': say('close'), title: say('close'), onclick: () => closeSheet(p) }, '✕')), ...children);
  sheet.hidden = false;
  (sheet.querySelector('.row, input, select, textarea') || sheet.querySelector('button')).focus();
}

function closeSheet(p) {
  const sheet = p.find('.sheet');
  if (sheet.hidden) return;
  sheet.hidden = true;
  sheet.replaceChildren();
  if (p.before?.isConnected) p.before.focus({ preventScroll: true });
}

function listSheet(p, m) {
  openSheet(p, m.list.button, ...m.list.sections.flatMap((s) => [
    ...(s.title ? [element('p', { class: 'section' }, s.title)] : []),
    ...s.rows.map((r) => button({ class: 'row', onclick: () => tapped(p, m, r.title) }, element('span', {}, r.title), ...(r.description ? [element('small', {}, r.description)] : []))),
  ]));
}

// flowSheet shows the screens of a Flow one under the other, and sends what
// its last button is to send.
function flowSheet(p, m, title) {
  let flow = {};
  try { flow = JSON.parse(p.flows[m.flow.id] || '{}'); } catch (e) { /* what cannot be read has no fields */ }
  const form = element('form', { class: 'flow' });
  const data = m.flow.data || {};
  const filled = (c) => Object.fromEntries(Object.entries(c).map(([key, v]) => {
    const found = typeof v === 'string' && /^\$\{data\.(\w+)\}$/.exec(v);
    return [key, found ? data[found[1]] : v];
  }));
  const screens = (flow.screens || []).map((s) => ({ ...s, children: flatten(s.layout?.children || []).map(filled).filter((c) => c.visible !== false) }));
  for (const s of screens) {
    if (s.title) form.append(element('strong', {}, s.title));
    form.append(...s.children.map((c) => field(s, c, m)).filter(Boolean));
  }
  const footers = screens.flatMap((s) => s.children.filter((c) => c.type === 'Footer').map((c) => ({ ...c, screen: s.id })));
  const last = footers.findLast((f) => f['on-click-action']?.name === 'complete') || footers.at(-1);
  form.append(element('button', { type: 'submit', class: 'go' }, last?.label || say('fill')));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    p.stuck = true;
    act(p.user.id, 'submit', { message: m.id, answers: answersOf(form, last) });
    closeSheet(p);
  });
  openSheet(p, title, form);
}

const flatten = (children) => children.flatMap((c) => c.type === 'Form' || c.type === 'If' ? flatten(c.children || c.then || []) : [c]);

// answersOf resolves the payload of the last button; without one it is every
// field by its name.
function answersOf(form, last) {
  const values = {}, named = {};
  for (const e of form.querySelectorAll('[data-field]')) {
    const many = e.dataset.many !== undefined;
    const value = e.matches('fieldset') ? [...e.querySelectorAll('input:checked')].map((i) => i.value) : e.value;
    values[e.dataset.field] = many || !Array.isArray(value) ? value : value[0] ?? '';
    named[e.dataset.screen + '.' + e.dataset.field] = values[e.dataset.field];
  }
  const payload = last?.['on-click-action']?.payload;
  if (!payload) return values;
  return Object.fromEntries(Object.entries(payload).map(([key, v]) => {
    const found = /^\$\{(?:screen\.(\w+)\.)?form\.(\w+)\}$/.exec(v);
    return [key, found ? named[(found[1] || last.screen) + '.' + found[2]] ?? values[found[2]] : v];
  }));
}

// field is one part of a Flow's screen.
function field(screen, c, m) {
  const at = { 'data-field': c.name, 'data-screen': screen.id, required: c.required === true };
  const label = (e) => element('label', {}, element('span', {}, c.label || c.name), e);
  const options = Array.isArray(c['data-source']) ? c['data-source'] : [];
  switch (c.type) {
    case 'TextHeading': case 'TextSubheading': return element('strong', {}, String(c.text));
    case 'TextBody': case 'TextCaption': return element('p', {}, String(c.text));
    case 'TextInput': return label(element('input', { ...at, type: { number: 'number', phone: 'tel', email: 'email' }[c['input-type']] || 'text' }));
    case 'TextArea': return label(element('textarea', at));
    case 'DatePicker': return label(element('input', { ...at, type: 'date' }));
    case 'Dropdown': return label(element('select', at, ...options.map((o) => element('option', { value: o.id }, o.title))));
    case 'RadioButtonsGroup': case 'CheckboxGroup': {
      const many = c.type === 'CheckboxGroup';
      return element('fieldset', { ...at, required: false, 'data-many': many }, element('legend', {}, c.label || ''), ...options.map((o) =>
        element('label', { class: 'option' }, element('input', { type: many ? 'checkbox' : 'radio', name: `${m.id}.${screen.id}.${c.name}`, value: o.id, required: c.required === true && !many }), element('span', {}, o.title, ...(o.description ? [element('small', {}, o.description)] : [])))));
    }
  }
  return undefined;
}

const waTags = { '*': 'b', _: 'i', '~': 's' };

// marks builds a text with WhatsApp's marks: *bold*, _italic_, ~struck~ and
// ```code```. A mark counts at the edge of a word only.
function marks(text) {
  const out = element('div', { class: 'words' });
  const fill = (parent, s) => {
    const found = /```([\s\S]+?)```|`([^`\n]+)`|(^|[^\p{L}\p{N}*_~])([*_~])(?=\S)(.*?\S)\4(?![\p{L}\p{N}])/u.exec(s);
    if (!found) { parent.append(s); return; }
    const before = found[3] || '';
    parent.append(s.slice(0, found.index) + before);
    if (found[4]) { const inner = element(waTags[found[4]]); fill(inner, found[5]); parent.append(inner); }
    else parent.append(element('code', {}, found[1] ?? found[2]));
    fill(parent, s.slice(found.index + found[0].length));
  };
  fill(out, text);
  return out;
}
