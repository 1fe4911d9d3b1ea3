/** Sizes of files in words, and how much of the photos is still to be sent. Pure. */
import type { FileRow } from '$lib/actions';
import type { Language } from '$lib/i18n/language';

export function formatBytes(language: Language, bytes: number): string {
  const [kilo, mega] = language === 'ru' ? ['КБ', 'МБ'] : ['KB', 'MB'];
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} ${kilo}`;
  const shown = (bytes / 1_000_000).toFixed(1);
  return `${language === 'ru' ? shown.replace('.', ',') : shown} ${mega}`;
}

export function unsentBytes(files: readonly FileRow[]): number {
  const waiting = files.filter((file) => file.state !== 'received' && file.stored === null);
  return waiting.reduce((sum, file) => sum + file.size - file.offset, 0);
}
