/** Words for what needs somebody: what it is, what is safe, what can be done. */
import type { Text } from '$lib/i18n/language';

export const attentionWords = {
  empty: { en: 'Nothing needs anybody', ru: 'Всё в порядке' },
  emptyLead: { en: 'Set-aside records, waiting acts, refusals and failed jobs appear here.', ru: 'Здесь появляются отложенные записи, акты в ожидании, отказы и сбои заданий.' },
  attach: { en: 'Attach to the visit', ru: 'Приложить к выезду' },
  dismiss: { en: 'Set aside for good', ru: 'Оставить отложенной' },
  visit: { en: 'Visit', ru: 'Выезд' },
  namedVisit: { en: 'The one that the record names', ru: 'Тот, что указан в записи' },
  retry: { en: 'Run again', ru: 'Запустить снова' },
  plan: { en: 'Plan again', ru: 'Составить план заново' },
  planned: { en: 'The day is planned again', ru: 'День планируем заново' },
  retried: { en: 'The job runs again', ru: 'Задание запущено снова' },
  settled: { en: 'Settled', ru: 'Решение принято' },
  settle: { en: 'Decide', ru: 'Решить' },
} as const satisfies Record<string, Text>;

/** What a record is, by the type of its operation. */
export const opTypes: Readonly<Record<string, Text>> = {
  'answer.set': { en: 'Answer', ru: 'Ответ' },
  'note.add': { en: 'Note', ru: 'Заметка' },
  'photo.add': { en: 'Photo', ru: 'Фото' },
  'part.add': { en: 'Part used', ru: 'Запчасть' },
  'time.add': { en: 'Time spent', ru: 'Затраченное время' },
  'item.remove': { en: 'Taken back', ru: 'Убрано' },
  'caption.set': { en: 'Caption of a photo', ru: 'Подпись к фото' },
  'visit.status': { en: 'Step of the visit', ru: 'Этап выезда' },
  'sign.capture': { en: 'Sign-off', ru: 'Подписание' },
  'sign.refuse': { en: 'Refusal or absence', ru: 'Отказ или отсутствие' },
  'csat.set': { en: 'Rating', ru: 'Оценка' },
  'article.draft': { en: 'Article', ru: 'Статья' },
  'article.link': { en: 'Link to an article', ru: 'Ссылка на статью' },
  raw: { en: 'Not readable', ru: 'Не читается' },
};

type KindWords = { readonly title: Text; readonly lead: Text };

export const KINDS: Readonly<Record<string, KindWords>> = {
  ops: {
    title: { en: 'Records set aside', ru: 'Отложенные записи' },
    lead: { en: 'Field work that could not be applied. It is kept; attach it or set it aside for good.', ru: 'Записи с выезда, которые не удалось применить. Они сохранены: приложите их или оставьте отложенными.' },
  },
  acts: {
    title: { en: 'Acts that wait', ru: 'Акты в ожидании' },
    lead: { en: 'Signed, not sealed yet. An act seals itself when what it waits for arrives.', ru: 'Подписаны, но ещё не заверены. Акт заверяется сам, когда придёт недостающее.' },
  },
  refusals: {
    title: { en: 'Refusals and absences', ru: 'Отказы и отсутствия' },
    lead: { en: 'The customer did not sign. A dispatcher decides what becomes of the ticket.', ru: 'Заказчик не подписал. Диспетчер решает, что будет с заявкой.' },
  },
  not_accepted: {
    title: { en: 'Work not accepted', ru: 'Работа не принята' },
    lead: { en: 'The customer said that it does not work yet.', ru: 'Заказчик сказал, что ещё не работает.' },
  },
  jobs: {
    title: { en: 'Failed jobs', ru: 'Сбои заданий' },
    lead: { en: 'The server has given them up; each says what it was and what to do.', ru: 'Сервер прекратил попытки; в каждой строке сказано, что это было и что делать.' },
  },
  other: {
    title: { en: 'Other', ru: 'Другое' },
    lead: { en: 'The server asks somebody to look.', ru: 'Сервер просит посмотреть.' },
  },
  devices: {
    title: { en: 'Work not sent', ru: 'Неотправленная работа' },
    lead: { en: 'A phone holds work that has not reached the server. Call the engineer.', ru: 'На телефоне есть работа, которая не дошла до сервера. Позвоните инженеру.' },
  },
};
