/** Words of the Knowledge screen. */
export const knowledgeWords = {
  en: {
    search: 'Search symptoms, causes, remedies',
    scope: 'Works offline: everything delivered with your visits.',
    empty: 'Nothing here yet. Hints arrive with your visits.',
    nothing: (query: string) => `Nothing found for “${query}”. Try one word of the symptom.`,
    found: (n: number) => `${n} found`,
    cause: 'Cause',
    remedy: 'Remedy',
    evidence: (n: number) => `proved on ${n} ${n === 1 ? 'visit' : 'visits'}`,
  },
  ru: {
    search: 'Симптом, причина или что сделано',
    scope: 'Работает без связи: всё, что пришло с вашими выездами.',
    empty: 'Здесь пока пусто. Подсказки приходят вместе с выездами.',
    nothing: (query: string) => `По запросу «${query}» ничего нет. Попробуйте одно слово из симптома.`,
    found: (n: number) => `найдено: ${n}`,
    cause: 'Причина',
    remedy: 'Что сделано',
    evidence: (n: number) => `подтверждено выездами: ${n}`,
  },
};
