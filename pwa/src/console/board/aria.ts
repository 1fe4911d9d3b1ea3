/** What a screen reader says while a card is carried by keys. */
import type { Language } from '$lib/i18n/language';
import type { AriaStrings } from 'svelte-dnd-action';

const STRINGS: Readonly<Record<Language, AriaStrings>> = {
  en: {
    dragStarted: ({ itemLabel, zoneLabel }) => `Picked up ${itemLabel} from ${zoneLabel}. Tab goes to the next column, Space puts it down.`,
    movedToPosition: ({ itemLabel, zoneLabel, position }) => `${itemLabel}: place ${position} in ${zoneLabel}.`,
    movedToZoneEnd: ({ itemLabel, zoneLabel }) => `${itemLabel}: end of ${zoneLabel}.`,
    movedToZoneStart: ({ itemLabel, zoneLabel }) => `${itemLabel}: start of ${zoneLabel}.`,
    dropped: ({ itemLabel }) => `Put down ${itemLabel}.`,
    zoneActiveInstruction: 'Tab to a card. Enter opens it, Space picks it up, Shift with an arrow moves it to the next column.',
    zoneDragDisabledInstruction: 'Cards of this column are not moved by hand.',
  },
  ru: {
    dragStarted: ({ itemLabel, zoneLabel }) => `Взята карточка ${itemLabel} из колонки ${zoneLabel}. Tab — следующая колонка, пробел — положить.`,
    movedToPosition: ({ itemLabel, zoneLabel, position }) => `${itemLabel}: место ${position} в колонке ${zoneLabel}.`,
    movedToZoneEnd: ({ itemLabel, zoneLabel }) => `${itemLabel}: конец колонки ${zoneLabel}.`,
    movedToZoneStart: ({ itemLabel, zoneLabel }) => `${itemLabel}: начало колонки ${zoneLabel}.`,
    dropped: ({ itemLabel }) => `Карточка ${itemLabel} положена.`,
    zoneActiveInstruction: 'Перейдите к карточке клавишей Tab. Enter открывает, пробел берёт, Shift со стрелкой переносит в соседнюю колонку.',
    zoneDragDisabledInstruction: 'Карточки этой колонки не переносят вручную.',
  },
};

export function ariaStrings(language: Language): AriaStrings {
  return STRINGS[language];
}
