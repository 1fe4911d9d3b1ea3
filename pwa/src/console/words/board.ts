/** Words of the board: columns come from the server, the moves and their refusals are here. */
import type { Text } from '$lib/i18n/language';
import type { Terms } from './terms';

export const boardWords = {
  averageAge: { en: 'average age', ru: 'средний возраст' },
  empty: { en: 'Nothing here', ru: 'Пусто' },
  over: { en: 'over the limit', ru: 'сверх лимита' },
  blocked: { en: 'blocked', ru: 'стоит' },
  moveTo: { en: 'Move to', ru: 'Перенести в' },
  moved: { en: 'Moved', ru: 'Перенесено' },
  undo: { en: 'Undo', ru: 'Вернуть' },
  overrideTitle: { en: 'The column is full', ru: 'Колонка заполнена' },
  override: { en: 'Move over the limit', ru: 'Перенести сверх лимита' },
  notAllowedTitle: { en: 'A card cannot be moved there', ru: 'Сюда карточку не перенести' },
  limitOf: { en: 'Limit', ru: 'Лимит' },
  setLimit: { en: 'Set the limit', ru: 'Задать лимит' },
  noLimit: { en: 'no limit', ru: 'без лимита' },
  perPerson: { en: 'each', ru: 'на человека' },
  countPerPerson: { en: 'For each person', ru: 'На каждого человека' },
  limitSet: { en: 'The limit is set', ru: 'Лимит задан' },
  limitLead: { en: 'Leave empty for no limit.', ru: 'Пусто — без лимита.' },
} as const satisfies Record<string, Text>;

/** What to do instead of a move that the board does not make. */
export const insteadWords: Terms = {
  triage: { en: 'Open the ticket and triage it again.', ru: 'Откройте заявку и разберите её ещё раз.' },
  ready: { en: 'Finish the triage: trades, kit and time make a ticket ready. A planned one comes back when its visit is cancelled.', ru: 'Завершите разбор: заявка готова, когда известны работы, комплект и время. Из плана она вернётся, если отменить выезд.' },
  planned: { en: 'Publish a visit in the plan; the card follows.', ru: 'Назначьте выезд в плане, карточка перейдёт сама.' },
  under_way: { en: 'The engineer reports the trip from the phone; the card follows.', ru: 'Инженер отмечает выезд на телефоне, карточка перейдёт сама.' },
  sign_off: { en: 'The engineer reports the work as done; the card follows.', ru: 'Инженер отмечает, что работа сделана, карточка перейдёт сама.' },
  done: { en: 'A ticket is done by the customer’s signature, or by a refusal or absence that a dispatcher settles in the visit.', ru: 'Заявку закрывает подпись заказчика либо отказ или отсутствие, которые диспетчер разбирает в выезде.' },
};
