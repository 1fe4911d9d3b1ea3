/** Short words about what just happened, some with a way back. */
import type { Text } from '$lib/i18n/language';

export type Toast = {
  readonly id: number;
  readonly text: Text | string;
  readonly tone: 'done' | 'broken';
  readonly action?: { readonly label: Text; readonly run: () => void };
};

const SHOWN_MS = 6_000;

export class Toasts {
  shown = $state.raw<readonly Toast[]>([]);
  #next = 1;

  say(text: Text | string, tone: Toast['tone'] = 'done', action?: Toast['action']): void {
    const toast: Toast = { id: this.#next++, text, tone, ...(action ? { action } : {}) };
    this.shown = [...this.shown, toast].slice(-3);
    setTimeout(() => this.drop(toast.id), tone === 'broken' ? SHOWN_MS * 2 : SHOWN_MS);
  }

  drop(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}
