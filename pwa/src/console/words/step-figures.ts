/** Words of what the steps of the catalogue were good for. */
import { plural, type Language, type Text } from '$lib/i18n/language';

export const stepWords = {
  title: { en: 'What steps were good for', ru: 'Что дали шаги' },
  lead: {
    en: 'From closed visits. A step that is asked often and never shows a cause costs minutes on every visit; a step that proves the service is not meant to find one.',
    ru: 'По закрытым выездам. Шаг, который спрашивают часто, а причину он не показывает, каждый раз стоит минут; шаг, подтверждающий работу, искать её и не должен.',
  },
  from: { en: 'From', ru: 'С' },
  to: { en: 'To', ru: 'По' },
  asked: { en: 'Asked', ru: 'Спрошен' },
  failed: { en: 'Failed', ru: 'Не пройден' },
  found: { en: 'Found the cause', ru: 'Показал причину' },
  skipped: { en: 'Did not apply', ru: 'Неприменим' },
  minutes: { en: 'Minutes, median / planned', ru: 'Минуты, медиана / план' },
  never: { en: 'never', ru: 'ни разу' },
  gone: { en: 'no longer asked', ru: 'больше не спрашивается' },
  cut: { en: 'only the newest are counted', ru: 'учтены только последние' },
  empty: { en: 'No closed visits in these days', ru: 'За эти дни закрытых выездов нет' },
  emptyLead: {
    en: 'Once visits are signed, this says which steps found the cause and which never do.',
    ru: 'Когда выезды будут подписаны, здесь будет видно, какие шаги показывают причину, а какие ни разу.',
  },
} as const satisfies Record<string, Text>;

export function visitsCounted(language: Language, count: number): string {
  return language === 'ru' ? `${count} ${plural('ru', count, ['закрытый выезд', 'закрытых выезда', 'закрытых выездов'])}` : `${count} closed ${count === 1 ? 'visit' : 'visits'}`;
}
