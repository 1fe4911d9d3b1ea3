/** Words of visits: the list, the record, what a dispatcher can do. */
import type { Text } from '$lib/i18n/language';

export const visitWords = {
  list: { en: 'Visits of the day', ru: 'Выезды дня' },
  state: { en: 'State', ru: 'Состояние' },
  allStates: { en: 'All states', ru: 'Все состояния' },
  empty: { en: 'No visits', ru: 'Выездов нет' },
  emptyLead: { en: 'Visits are published from the plan.', ru: 'Выезды назначают из плана.' },
  pick: { en: 'Choose a visit', ru: 'Выберите выезд' },
  joint: { en: 'joint', ru: 'совместный' },
  visit: { en: 'Visit', ru: 'Выезд' },
  time: { en: 'Time', ru: 'Время' },
  site: { en: 'Site', ru: 'Объект' },
  ticket: { en: 'Ticket', ru: 'Заявка' },
  contact: { en: 'Contact', ru: 'Контакт' },
  crew: { en: 'Crew', ru: 'Бригада' },
  lead: { en: 'lead', ru: 'старший' },
  why: { en: 'Why', ru: 'Почему так' },
  checklist: { en: 'Checklist', ru: 'Чек-лист' },
  answered: { en: 'answered', ru: 'отвечено' },
  notAnswered: { en: 'Not answered yet', ru: 'Ещё нет ответа' },
  conflict: { en: 'Answers differ', ru: 'Ответы расходятся' },
  deviceSays: { en: 'The device says', ru: 'Устройство показывает' },
  outputOfDevice: { en: 'Output of the device', ru: 'Вывод устройства' },
  notUnderstood: { en: 'kept as evidence, not understood', ru: 'сохранено как доказательство, не разобрано' },
  notes: { en: 'Notes and parts', ru: 'Заметки и запчасти' },
  photos: { en: 'Photos', ru: 'Фото' },
  photo: { en: 'Photo', ru: 'Фото' },
  signOff: { en: 'Sign-off', ru: 'Подписание' },
  noSignOff: { en: 'Not signed yet', ru: 'Ещё не подписан' },
  history: { en: 'History', ru: 'История' },
  needs: { en: 'Needs somebody', ru: 'Требует внимания' },
  cancel: { en: 'Cancel the visit', ru: 'Отменить выезд' },
  cancelLead: { en: 'The crew is told, and the ticket goes back to ready. This cannot be undone.', ru: 'Бригада узнает, заявка снова станет готовой к выезду. Вернуть будет нельзя.' },
  cancelled: { en: 'The visit is cancelled', ru: 'Выезд отменён' },
  changeCrew: { en: 'Change the crew', ru: 'Сменить бригаду' },
  crewChanged: { en: 'The crew is changed', ru: 'Бригада изменена' },
  lock: { en: 'Keep as it is in the plan', ru: 'Закрепить в плане' },
  unlock: { en: 'May move again', ru: 'Снять закрепление' },
  isLocked: { en: 'The visit is kept as it is', ru: 'Выезд закреплён' },
  isUnlocked: { en: 'The visit may move again', ru: 'Закрепление снято' },
  crewLead: { en: 'Those who leave keep what they have recorded.', ru: 'Записанное теми, кто уходит, сохранится.' },
  saveCrew: { en: 'Save the crew', ru: 'Сохранить бригаду' },
  settle: { en: 'Settle', ru: 'Принять решение' },
  settleLead: { en: 'The customer refused or was absent. Decide what becomes of the ticket.', ru: 'Заказчик отказался или отсутствовал. Решите, что будет с заявкой.' },
  settleDone: { en: 'The work counts as done', ru: 'Считать работу выполненной' },
  settleAgain: { en: 'A further visit is needed', ru: 'Нужен ещё один выезд' },
  note: { en: 'Note', ru: 'Пояснение' },
  settled: { en: 'Settled', ru: 'Решение принято' },
  ended: { en: 'Ended', ru: 'Завершение' },
  repeatReason: { en: 'Reason for a further visit', ru: 'Причина повторного выезда' },
} as const satisfies Record<string, Text>;

export const attentionCodes: Readonly<Record<string, Text>> = {
  ops_kept: { en: 'Field work was set aside and waits for a decision.', ru: 'Записи с выезда отложены и ждут решения.' },
  act_alarmed: { en: 'The act cannot be sealed.', ru: 'Акт не удаётся заверить.' },
  refusal_to_settle: { en: 'The customer did not sign. Decide what becomes of the ticket.', ru: 'Заказчик не подписал. Решите, что будет с заявкой.' },
};

/** Why a visit ended without being done, as a crew or a dispatcher says it. */
export const abortReasons: Readonly<Record<string, Text>> = {
  customer_absent: { en: 'the customer was not there', ru: 'заказчика не было' },
  no_access: { en: 'no access', ru: 'не было доступа' },
  missing_part: { en: 'a part was missing', ru: 'не было запчасти' },
  missing_skill: { en: 'a skill was missing', ru: 'не хватило навыка' },
  not_fixed: { en: 'not fixed', ru: 'не исправлено' },
  unsafe: { en: 'not safe', ru: 'небезопасно' },
  wrong_site: { en: 'wrong site', ru: 'не тот объект' },
  engineer_ill: { en: 'the engineer fell ill', ru: 'инженер заболел' },
  other: { en: 'other', ru: 'другое' },
};

export const endReasons: Readonly<Record<string, Text>> = {
  ...abortReasons,
  accepted: { en: 'the work counts as done', ru: 'работа считается выполненной' },
  cancelled: { en: 'cancelled by a dispatcher', ru: 'отменил диспетчер' },
  ticket_cancelled: { en: 'the ticket was cancelled', ru: 'заявка отменена' },
};

export const repeatReasons: Readonly<Record<string, Text>> = {
  part: { en: 'a part was missing', ru: 'не было запчасти' },
  skill: { en: 'a skill was missing', ru: 'не хватило навыка' },
  time: { en: 'time ran out', ru: 'не хватило времени' },
  access: { en: 'no access', ru: 'не было доступа' },
  diagnosis: { en: 'the diagnosis was wrong', ru: 'неверный диагноз' },
  customer: { en: 'the customer was not there', ru: 'заказчика не было' },
  new_fault: { en: 'a new fault', ru: 'новая неисправность' },
};
