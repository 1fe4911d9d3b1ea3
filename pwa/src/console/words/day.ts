/** Words for moving between days. */
import type { Text } from '$lib/i18n/language';

export const dayWords = {
  day: { en: 'Day', ru: 'День' },
  before: { en: 'The day before', ru: 'Предыдущий день' },
  after: { en: 'The day after', ru: 'Следующий день' },
  today: { en: 'Today', ru: 'Сегодня' },
} as const satisfies Record<string, Text>;
