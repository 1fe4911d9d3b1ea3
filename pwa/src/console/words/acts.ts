/** Words of acts: sealed, waiting, or not to be sealed. */
import { plural, type Text } from '$lib/i18n/language';
import type { Terms } from './terms';

export const actWords = {
  pdf: { en: 'Act as PDF', ru: 'Акт в PDF' },
  alarmed: { en: 'Cannot be sealed', ru: 'Не удаётся заверить' },
  waits: { en: 'Waits to be sealed', ru: 'Скоро будет заверен' },
  check: { en: 'Check again', ru: 'Проверить снова' },
  checked: { en: 'The act is checked again', ru: 'Акт проверяется снова' },
  mailed: { en: 'Mailed', ru: 'Отправлен' },
  endLink: { en: 'End the public link', ru: 'Закрыть ссылку' },
  endLinkLead: {
    en: 'The link in the letter will lead nowhere; the file in it stays valid. This cannot be undone.',
    ru: 'Ссылка из письма перестанет открываться, приложенный к письму файл останется действительным. Вернуть будет нельзя.',
  },
  linkEnded: { en: 'The public link is ended', ru: 'Ссылка закрыта' },
  linkWasEnded: { en: 'Its public link is ended.', ru: 'Ссылка для заказчика закрыта.' },
} as const satisfies Record<string, Text>;

export const actKinds: Terms = {
  act: { en: 'Act', ru: 'Акт' },
  refusal: { en: 'Record without a signature', ru: 'Протокол без подписи' },
  addendum: { en: 'Addendum', ru: 'Дополнение' },
};

/** “Waits for 2 photos and 1 entry from the phone”. */
export function missingWords(missing: readonly { readonly kind: string }[]): Text {
  const photos = missing.filter((one) => one.kind === 'file').length;
  const entries = missing.length - photos;
  if (!missing.length) return actWords.waits;
  const en = [photos && `${photos} ${plural('en', photos, ['photo', 'photos'])}`, entries && `${entries} ${plural('en', entries, ['entry', 'entries'])}`];
  const ru = [photos && `${photos} фото`, entries && `${entries} ${plural('ru', entries, ['запись', 'записи', 'записей'])}`];
  return { en: `Waits for ${en.filter(Boolean).join(' and ')} from the phone`, ru: `Ждёт с телефона: ${ru.filter(Boolean).join(' и ')}` };
}
