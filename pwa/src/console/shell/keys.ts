/** Keys that work on every screen: lines marked data-row inside data-list, and marked buttons. */
import { at, type Router } from '../state/router.svelte';

const GO: Readonly<Record<string, string>> = {
  t: 'triage', b: 'board', p: 'plan', v: 'visits', k: 'knowledge', c: 'catalogue', m: 'measures', w: 'scenarios', e: 'people', s: 'sites', a: 'attention',
};
const GO_WITHIN_MS = 1_200;

export type Frame = { readonly router: Router; readonly openFind: () => void; readonly openKeys: () => void };

export function createKeyHandler(frame: Frame): (event: KeyboardEvent) => void {
  let goUntil = 0;
  return (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return take(event, frame.openFind);
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape') return closePanel(event);
    if (isTyping(event.target)) return;
    if (event.timeStamp < goUntil && GO[event.key]) {
      goUntil = 0;
      return take(event, () => frame.router.go(at(GO[event.key])));
    }
    if (event.key === 'g') goUntil = event.timeStamp + GO_WITHIN_MS;
    else if (event.key === '?') take(event, frame.openKeys);
    else if (event.key === 'j') moveLine(event, 1);
    else if (event.key === 'k') moveLine(event, -1);
    else if (event.key === '/') press(event, '[data-search]', 'focus');
    else if (event.key === 'e') press(event, '[data-edit]', 'click');
    else if (event.key === 'c') press(event, '[data-new]', 'click');
  };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable=true]') !== null;
}

function take(event: KeyboardEvent, then: () => void): void {
  event.preventDefault();
  then();
}

function closePanel(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  const buttons = document.querySelectorAll<HTMLElement>('main [data-close]');
  const last = buttons[buttons.length - 1];
  if (last) take(event, () => last.click());
  else if (isTyping(event.target)) (event.target as HTMLElement).blur();
}

function press(event: KeyboardEvent, selector: string, how: 'focus' | 'click'): void {
  const found = document.querySelector<HTMLElement>(`main ${selector}`);
  if (found) take(event, () => found[how]());
}

function moveLine(event: KeyboardEvent, by: 1 | -1): void {
  const lists = document.querySelectorAll('main [data-list]');
  const own = document.activeElement?.closest('[data-list]');
  const rows = [...(own ?? lists[0] ?? document.body).querySelectorAll<HTMLElement>('[data-row]')];
  const now = rows.findIndex((row) => row === document.activeElement);
  const current = now >= 0 ? now : rows.findIndex((row) => row.getAttribute('aria-current') === 'true');
  const next = rows[Math.min(rows.length - 1, Math.max(0, current + by))];
  if (next) take(event, () => next.focus());
}
