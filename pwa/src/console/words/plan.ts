/** Words of the plan: the day, the drawer, a proposal, places for an urgent ticket. */
import { plural, type Text } from '$lib/i18n/language';
import type { Stage } from '../api/types';
import { counted } from './terms';

export const planWords = {
  propose: { en: 'Propose a plan', ru: 'Предложить план' },
  promised: { en: 'What is promised', ru: 'Что уже назначено' },
  keepPromised: { en: 'Keep what is promised', ru: 'Назначенное не трогать' },
  mayMove: { en: 'May move what has not begun', ru: 'Можно перенести то, что не началось' },
  waits: { en: 'A proposal waits', ru: 'Есть предложение' },
  look: { en: 'Look', ru: 'Посмотреть' },
  was: { en: 'was', ru: 'было' },
  becomes: { en: 'becomes', ru: 'станет' },
  lock: { en: 'Keep as it is', ru: 'Закрепить' },
  locked: { en: 'kept as it is', ru: 'закреплён' },
  underWay: { en: 'under way', ru: 'в работе' },
  moves: { en: 'moves', ru: 'переносится' },
  noPlace: { en: 'no place', ru: 'места нет' },
  dropLead: { en: 'It is called off, and the ticket waits for a plan again.', ru: 'Выезд отменится, заявка снова будет ждать плана.' },
  changesLead: { en: 'Their customers were told a time. Call them before you publish.', ru: 'Заказчикам уже назвали время. Сначала позвоните им.' },
  droppedNow: { en: 'Called off', ru: 'Отменено' },
  goesOn: { en: 'Same site, no drive: one trip', ru: 'Тот же объект, без дороги: одна поездка' },
  legend: { en: 'Marks', ru: 'Обозначения' },
  driveMark: { en: 'drive', ru: 'дорога' },
  runAgain: { en: 'Run again', ru: 'Подобрать заново' },
  letGo: { en: 'Could not be kept as it was', ru: 'Закрепить не получилось' },
  working: { en: 'Looking for a plan', ru: 'Подбираем план' },
  stop: { en: 'Stop', ru: 'Остановить' },
  stopped: { en: 'Stopped. The plan is as it was.', ru: 'Остановлено. План остался прежним.' },
  failed: { en: 'No plan came out. The plan is as it was.', ru: 'Составить план не удалось. План остался прежним.' },
  failedWhy: { en: 'The planner says', ru: 'Планировщик отвечает' },
  print: { en: 'Print', ru: 'Печать' },
  day: { en: 'Plan of the day', ru: 'План дня' },
  engineers: { en: 'Engineers', ru: 'Инженеры' },
  now: { en: 'now', ru: 'сейчас' },
  emptyDay: { en: 'No engineers on shift', ru: 'На смене никого нет' },
  emptyDayLead: { en: 'Shifts are set in People.', ru: 'Смены задаются в разделе «Люди».' },
  ready: { en: 'Ready', ru: 'Готовы к выезду' },
  readyEmpty: { en: 'No ticket waits for a visit.', ru: 'Ни одна заявка не ждёт выезда.' },
  unplanned: { en: 'Not in the plan', ru: 'Не вошли в план' },
  places: { en: 'Best places', ru: 'Лучшие места' },
  findPlaces: { en: 'Find a place', ru: 'Найти место' },
  placesEmpty: { en: 'No place today. Try another day, or lower the level it asks for.', ru: 'Сегодня места нет. Попробуйте другой день или снизьте требуемый уровень.' },
  takePlace: { en: 'Publish here', ru: 'Назначить сюда' },
  placeTaken: { en: 'The visit is published', ru: 'Выезд назначен' },
  proposal: { en: 'Proposal', ru: 'Предложение' },
  proposalEmpty: { en: 'Nothing to add: every ready ticket has its visit, or has no place today.', ru: 'Добавить нечего: у каждой готовой заявки есть выезд либо сегодня для неё нет места.' },
  changedSince: { en: 'The plan has changed since this was worked out. What no longer fits will be refused.', ru: 'После подбора план изменился. Что уже не подходит, будет отклонено.' },
  discard: { en: 'Discard', ru: 'Отбросить' },
  published: { en: 'Published', ru: 'Назначено' },
  refused: { en: 'Not published', ru: 'Не назначено' },
  joint: { en: 'joint', ru: 'совместный' },
  late: { en: 'late', ru: 'опоздание' },
  trips: { en: 'trips saved', ru: 'поездок меньше' },
  travel: { en: 'travel saved', ru: 'дороги меньше' },
  lateness: { en: 'late in all', ru: 'опозданий всего' },
  why: { en: 'Why', ru: 'Почему так' },
  crew: { en: 'Crew', ru: 'Бригада' },
  lead: { en: 'lead', ru: 'старший' },
  repeatReason: { en: 'This is a second trip. Why was it needed?', ru: 'Это повторный выезд. Почему он понадобился?' },
  publishAgain: { en: 'Publish with this reason', ru: 'Назначить с этой причиной' },
  override: { en: 'Publish over the limit', ru: 'Назначить сверх лимита' },
  moveWhy: { en: 'Why what was promised changes', ru: 'Почему меняется назначенное' },
  moveWhyLead: { en: 'The reason stays in the history of each visit.', ru: 'Причина останется в истории каждого выезда.' },
  moveAnyway: { en: 'Change it with this reason', ru: 'Изменить с этой причиной' },
  noSymptom: { en: 'No symptom yet', ru: 'Без симптома' },
  proposed: { en: 'proposed', ru: 'предложен' },
  absent: { en: 'absent', ru: 'отсутствует' },
  shift: { en: 'Shift', ru: 'Смена' },
  noShift: { en: 'not on shift', ru: 'не на смене' },
  skills: { en: 'Skills', ru: 'Навыки' },
  absences: { en: 'Away', ru: 'Отсутствие' },
  toCome: { en: 'Visits to come', ru: 'Предстоящие выезды' },
  nothingToCome: { en: 'No visit of this day waits to begin.', ru: 'Выездов, которые ещё не начались, в этот день нет.' },
  fellIll: { en: 'Ill or away', ru: 'Болезнь, отсутствие' },
  awayUntil: { en: 'Away until', ru: 'Отсутствует до' },
  awayWhy: { en: 'Reason', ru: 'Причина' },
  ill: { en: 'ill', ru: 'болезнь' },
  releaseLead: {
    en: 'Visits that have not begun are cancelled, also for the others of a joint crew, and their tickets are ready for a plan again. This cannot be undone.',
    ru: 'Выезды, которые ещё не начались, отменятся, совместные — для всей бригады, а заявки снова станут готовы к выезду. Вернуть будет нельзя.',
  },
  onLaterDays: { en: 'On later days', ru: 'В следующие дни' },
  markAway: { en: 'Mark as away', ru: 'Отметить отсутствие' },
  markedAway: { en: 'Marked as away', ru: 'Отсутствие отмечено' },
} as const satisfies Record<string, Text>;

/** What is being done for a proposal, in words: of a large day, how many of its regions have their plan. */
export function stageWords(stage: Stage | null | undefined): Text {
  const done = { en: `${stage?.planned ?? 0} of ${stage?.regions ?? 0}`, ru: `${stage?.planned ?? 0} из ${stage?.regions ?? 0}` };
  return {
    queued: { en: 'Waiting for the planner', ru: 'Ждём планировщик' },
    drives: { en: 'Asking for driving times', ru: 'Узнаём время в дороге' },
    search: planWords.working,
    regions: { en: `A large day, by regions: ${done.en} ready`, ru: `Большой день, по районам: готово ${done.ru}` },
    borders: { en: 'Joining the regions into one plan', ru: 'Сводим районы в один план' },
  }[stage?.name ?? 'queued'];
}

/** “3 visits change.”, «Изменятся 3 выезда.»; with what becomes of promised ones. */
export function waitingWords({ visits, moved, dropped }: { visits: number; moved: number; dropped: number }): Text {
  const all = visits + dropped;
  const promised = {
    en: [...(moved ? [`${moved} promised ${moved === 1 ? 'moves' : 'move'}`] : []), ...(dropped ? [`${dropped} promised ${dropped === 1 ? 'has' : 'have'} no place`] : [])],
    ru: [...(moved ? [`назначенных переносится: ${moved}`] : []), ...(dropped ? [`назначенных без места: ${dropped}`] : [])],
  };
  const tail = (words: readonly string[]) => (words.length ? `: ${words.join(', ')}.` : '.');
  return {
    en: `${counted('en', all, 'visit')} ${all === 1 ? 'changes' : 'change'}${tail(promised.en)}`,
    ru: `${plural('ru', all, ['Изменится', 'Изменятся', 'Изменятся'])} ${counted('ru', all, 'visit')}${tail(promised.ru)}`,
  };
}

/** “2 promised visits change”, «Изменятся 2 назначенных выезда». */
export function changedPromises(count: number): Text {
  return {
    en: `${count} promised ${count === 1 ? 'visit changes' : 'visits change'}`,
    ru: `${plural('ru', count, ['Изменится', 'Изменятся', 'Изменятся'])} ${count} ${plural('ru', count, ['назначенный выезд', 'назначенных выезда', 'назначенных выездов'])}`,
  };
}

/** “Move 2, call off 1, publish 3”, «Перенести 2, отменить 1, назначить 3»; “Publish 3 visits” where no promise changes. */
export function publishWords({ moved, dropped, fresh }: { moved: number; dropped: number; fresh: number }): Text {
  if (!moved && !dropped) return { en: `Publish ${counted('en', fresh, 'visit')}`, ru: `Назначить ${counted('ru', fresh, 'visit')}` };
  const parts = [
    { count: moved, en: 'move', ru: 'перенести' },
    { count: dropped, en: 'call off', ru: 'отменить' },
    { count: fresh, en: 'publish', ru: 'назначить' },
  ].filter(({ count }) => count);
  const said = (language: 'en' | 'ru') => parts.map((part) => `${part[language]} ${part.count}`).join(', ');
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  return { en: capital(said('en')), ru: capital(said('ru')) };
}

/** “Release 3 visits”, «Снять с плана 3 выезда». */
export function releaseWords(count: number): Text {
  return { en: `Release ${counted('en', count, 'visit')}`, ru: `Снять с плана ${counted('ru', count, 'visit')}` };
}

export function releasedWords(count: number): Text {
  return { en: `Released: ${counted('en', count, 'visit')}`, ru: `Снято с плана: ${counted('ru', count, 'visit')}` };
}
