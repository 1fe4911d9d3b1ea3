/** Words of the knowledge base. */
import type { Text } from '$lib/i18n/language';
import type { Terms } from './terms';

export const knowledgeWords = {
  search: { en: 'Search in either language', ru: 'Поиск на любом языке' },
  list: { en: 'Articles', ru: 'Статьи' },
  empty: { en: 'Nothing found', ru: 'Ничего не нашлось' },
  emptyLead: { en: 'Every sealed visit writes or strengthens an article. Try fewer words.', ru: 'Каждый завершённый выезд пишет или подтверждает статью. Попробуйте меньше слов.' },
  pick: { en: 'Choose an article', ru: 'Выберите статью' },
  symptom: { en: 'Symptom', ru: 'Симптом' },
  environment: { en: 'Environment', ru: 'Окружение' },
  title: { en: 'Title', ru: 'Название' },
  cause: { en: 'Cause', ru: 'Причина' },
  remedy: { en: 'Remedy', ru: 'Что сделано' },
  evidence: { en: 'Borne out by', ru: 'Подтверждают' },
  fresh: { en: 'last seen', ru: 'последний раз' },
  publish: { en: 'Publish', ru: 'Опубликовать' },
  published: { en: 'The article is published', ru: 'Статья опубликована' },
  retire: { en: 'Retire', ru: 'Снять' },
  retired: { en: 'Retired: it is found only by its state', ru: 'Статья снята: её видно только среди снятых' },
  saved: { en: 'The article is saved', ru: 'Статья сохранена' },
  state: { en: 'State', ru: 'Состояние' },
  all: { en: 'All', ru: 'Все' },
  worked: { en: 'worked', ru: 'помогло' },
  didNotWork: { en: 'did not work', ru: 'не помогло' },
} as const satisfies Record<string, Text>;

export const articleStates: Terms = {
  draft: { en: 'Draft', ru: 'Черновик' },
  published: { en: 'Published', ru: 'Опубликована' },
  retired: { en: 'Retired', ru: 'Снята' },
};
