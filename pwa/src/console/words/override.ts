/** Words of passing a limit on work in progress. */
import type { Text } from '$lib/i18n/language';

export const overrideWords = {
  why: { en: 'Why over the limit', ru: 'Почему сверх лимита' },
  shown: { en: 'The reason shows in the measures.', ru: 'Причина попадёт в показатели.' },
} as const satisfies Record<string, Text>;
