// What the pages do beyond their forms and links: keys, and looking closely at
// a picture. Without it everything still works.
'use strict';

const typing = (e) => e.target.closest('input, textarea, select, [contenteditable]');

// A key presses what is marked with it; arrows walk through rows.
document.addEventListener('keydown', (e) => {
  if (e.target.matches('textarea[data-submit]') && e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
    e.preventDefault();
    e.target.form.requestSubmit();
    return;
  }
  if (e.ctrlKey || e.metaKey || e.altKey || (typing(e) && e.key !== 'Escape')) return;
  if (typing(e)) { e.target.blur(); return; }
  const open = document.querySelector('details.why[open]');
  if (open && e.key === 'Escape') { open.open = false; open.querySelector('summary').focus(); return; }
  if (open && /^[1-9]$/.test(e.key)) {
    const reason = open.querySelectorAll('button.reason')[e.key - 1];
    if (reason) { e.preventDefault(); reason.click(); return; }
  }
  const marked = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`);
  if (marked) {
    e.preventDefault();
    marked.click();
    const words = marked.closest('details[open]')?.querySelector('button.reason, textarea');
    if (words) words.focus();
    return;
  }
  const rows = [...document.querySelectorAll('a[data-row]')];
  if (rows.length && (e.key === 'ArrowDown' || e.key === 'ArrowUp' || e.key === 'j' || e.key === 'k')) {
    e.preventDefault();
    const at = rows.indexOf(document.activeElement), step = e.key === 'ArrowDown' || e.key === 'j' ? 1 : -1;
    rows[Math.max(0, Math.min(rows.length - 1, at + step))].focus();
    return;
  }
  if (document.querySelector('[data-viewer]')) {
    if (e.key === '+' || e.key === '=') look('in');
    if (e.key === '-') look('out');
    if (e.key === 'r') look('turn');
  }
});

// A picture closer, further, turned.
let size = 1, turned = 0;
function look(how) {
  if (how === 'in') size = Math.min(4, size * 1.25);
  if (how === 'out') size = Math.max(0.5, size / 1.25);
  if (how === 'turn') turned = (turned + 90) % 360;
  show();
}
function show() {
  for (const img of document.querySelectorAll('[data-viewer] img')) {
    img.style.width = `${100 * size}%`;
    img.style.rotate = `${turned}deg`;
  }
}
document.addEventListener('click', (e) => {
  const tool = e.target.closest('[data-zoom]');
  if (tool) look(tool.dataset.zoom);
});
const tools = () => { for (const t of document.querySelectorAll('.tools[hidden]')) t.hidden = false; };
document.addEventListener('htmx:afterSwap', () => { tools(); show(); });
tools();
document.querySelector('.top [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });

// A form is sent once, however fast the button is pressed.
document.addEventListener('submit', (e) => {
  if (e.target.dataset.sent) e.preventDefault();
  e.target.dataset.sent = '1';
});
window.addEventListener('pageshow', () => { for (const f of document.forms) delete f.dataset.sent; });

// Everything in a table at once.
document.addEventListener('change', (e) => {
  if (!e.target.matches('[data-all]')) return;
  for (const box of document.querySelectorAll('input[type=checkbox][name=id]')) box.checked = e.target.checked;
});
for (const b of document.querySelectorAll('[data-print]')) { b.hidden = false; b.addEventListener('click', () => window.print()); }
