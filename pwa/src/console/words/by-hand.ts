/** Words of planning a visit by hand. */
import { plural, type Text } from '$lib/i18n/language';

export const byHandWords = {
  open: { en: 'Plan by hand', ru: 'Назначить вручную' },
  title: { en: 'Visit by hand', ru: 'Выезд вручную' },
  time: { en: 'Start', ru: 'Начало' },
  timeHint: { en: 'Or click a free spot in somebody’s row.', ru: 'Или щёлкните свободное место в строке инженера.' },
  crew: { en: 'Who does what', ru: 'Кто что делает' },
  person: { en: 'Engineer', ru: 'Инженер' },
  nobody: { en: 'Nobody knows these trades.', ru: 'Таких специалистов нет.' },
  free: { en: 'free', ru: 'время есть' },
  busy: { en: 'no free time that day', ru: 'в этот день всё занято' },
  away: { en: 'away all day', ru: 'отсутствует весь день' },
  noShift: { en: 'not on shift', ru: 'не на смене' },
  over: { en: 'shift is over', ru: 'смена закончилась' },
  choose: { en: 'Choose who does each trade; then the cost stands here.', ru: 'Выберите исполнителя для каждой части, и здесь появится, чего это стоит.' },
  outcome: { en: 'What it costs', ru: 'Чего это стоит' },
  looking: { en: 'Reckoning', ru: 'Считаем' },
  travel: { en: 'Driving', ru: 'Дорога' },
  overtime: { en: 'Overtime', ru: 'Переработка' },
  late: { en: 'Late', ru: 'Опоздание' },
  later: { en: 'Made later', ru: 'Сдвинутся' },
  none: { en: 'none', ru: 'нет' },
  fits: { en: 'Every rule is kept.', ru: 'Все правила соблюдены.' },
  hard: { en: 'cannot', ru: 'нельзя' },
  soft: { en: 'with a reason', ru: 'с причиной' },
  why: { en: 'Why all the same', ru: 'Почему всё же так' },
  publish: { en: 'Publish the visit', ru: 'Назначить выезд' },
  published: { en: 'The visit is published', ru: 'Выезд назначен' },
  undo: { en: 'Cancel the visit', ru: 'Отменить выезд' },
  mistake: { en: 'Published by mistake', ru: 'Назначен по ошибке' },
  cancelled: { en: 'The visit is cancelled', ru: 'Выезд отменён' },
  stayLater: { en: 'The visit is cancelled. What it made later stays later.', ru: 'Выезд отменён. Сдвинутые из-за него остались сдвинутыми.' },
  notReady: { en: 'The ticket waits for no visit any more.', ru: 'Заявка больше не ждёт выезда.' },
  openTicket: { en: 'Open the ticket', ru: 'Открыть заявку' },
  bestPlaces: { en: 'Best places', ru: 'Лучшие места' },
} as const satisfies Record<string, Text>;

/** “Publish with 2 broken rules”, «Назначить, нарушив 2 правила». */
export function publishWords(broken: number): Text {
  if (!broken) return byHandWords.publish;
  return {
    en: `Publish with ${broken} broken ${plural('en', broken, ['rule', 'rules'])}`,
    ru: `Назначить, нарушив ${broken} ${plural('ru', broken, ['правило', 'правила', 'правил'])}`,
  };
}

/** “Network at level 2, 30 min”, «Сеть, уровень 2, 30 мин». */
export function partWords(trade: Text, level: number, length: Text): Text {
  return { en: `${trade.en}, level ${level}, ${length.en}`, ru: `${trade.ru}, уровень ${level}, ${length.ru}` };
}

/** What a person has of a trade, beside the choice. */
export function levelWords(level: number): Text {
  return { en: `level ${level}`, ru: `уровень ${level}` };
}
