/** Words of the scenarios: what may change, how far it is, what came out. */
import { duration, plural, type Language, type Text } from '$lib/i18n/language';
import type { Change, Figures } from '../api/scenarios';
import { levels, term, trades } from './terms';

export const scenarioWords = {
  new: { en: 'New scenario', ru: 'Новый сценарий' },
  list: { en: 'Scenarios', ru: 'Сценарии' },
  empty: { en: 'No scenario yet', ru: 'Сценариев пока нет' },
  emptyLead: {
    en: 'A scenario plans recent days once more with one change: a skill, one more engineer, no joint visits.',
    ru: 'Сценарий заново планирует прошедшие дни с одним изменением: новый навык, ещё один инженер, без совместных выездов.',
  },
  pick: { en: 'What if?', ru: 'Что если?' },
  change: { en: 'What changes', ru: 'Что меняется' },
  skill: { en: 'An engineer knows more', ru: 'Инженер умеет больше' },
  engineer: { en: 'One more engineer', ru: 'Ещё один инженер' },
  no_joint: { en: 'Without joint visits', ru: 'Без совместных выездов' },
  no_jointLead: {
    en: 'Each ticket goes to one engineer. A ticket that nobody can do alone becomes several visits, in any order.',
    ru: 'На каждую заявку едет один инженер. Если одному она не по силам, выездов по ней будет несколько, в любом порядке.',
  },
  who: { en: 'Engineer', ru: 'Инженер' },
  trade: { en: 'Trade', ru: 'Специальность' },
  level: { en: 'At least level', ru: 'Уровень не ниже' },
  skills: { en: 'Skills', ru: 'Навыки' },
  shiftStart: { en: 'Shift from', ru: 'Смена с' },
  shiftEnd: { en: 'Shift to', ru: 'Смена до' },
  home: { en: 'Home', ru: 'Откуда выезжает' },
  nearSite: { en: 'Near a site…', ru: 'Рядом с объектом…' },
  atAddress: { en: 'At an address…', ru: 'По адресу…' },
  atPoint: { en: 'At coordinates…', ru: 'По координатам…' },
  days: { en: 'Days', ru: 'Дни' },
  noDays: {
    en: 'The last two weeks have no plan and no visits, so there is nothing to try this on.',
    ru: 'За последние две недели нет ни планов, ни выездов, поэтому сравнивать не на чем.',
  },
  daysLead: {
    en: 'Days of the last two weeks that have a plan or visits.',
    ru: 'Дни последних двух недель, на которые есть план или выезды.',
  },
  ask: { en: 'Compare', ru: 'Сравнить' },
  asked: { en: 'Asked by', ru: 'Автор:' },
  working: { en: 'Planning the days twice', ru: 'Планируем каждый день дважды' },
  underWay: { en: 'under way', ru: 'считается' },
  stop: { en: 'Stop', ru: 'Остановить' },
  stopped: { en: 'Stopped', ru: 'Остановлено' },
  stoppedLead: { en: 'It was stopped before it had figures.', ru: 'Расчёт остановили раньше, чем он закончился.' },
  failed: { en: 'No figures came out', ru: 'Рассчитать не удалось' },
  failedLead: {
    en: 'The planner could not finish. Plans and visits are as they were.',
    ru: 'Планировщик не справился. Планы и выезды остались прежними.',
  },
  again: { en: 'Compare again', ru: 'Сравнить ещё раз' },
  before: { en: 'Without the change', ru: 'Без изменения' },
  after: { en: 'With the change', ru: 'С изменением' },
  beforeShort: { en: 'without', ru: 'без' },
  afterShort: { en: 'with', ru: 'с ним' },
  beforeToAfter: { en: 'without → with the change', ru: 'без изменения → с изменением' },
  difference: { en: 'Difference', ru: 'Разница' },
  same: { en: 'no change', ru: 'без изменений' },
  inSum: { en: 'All days', ru: 'Все дни' },
  byDay: { en: 'Day by day', ru: 'По дням' },
  day: { en: 'Day', ru: 'День' },
  nothingCounted: { en: 'None of these days has a stored plan or visits.', ru: 'Ни на один из этих дней нет сохранённого плана или выездов.' },
  grows: {
    en: 'More tickets have a visit with the change, so trips and travel may grow.',
    ru: 'С изменением в план входит больше заявок, поэтому поездок и дороги может стать больше.',
  },
  how: { en: 'How it is counted', ru: 'Как это считается' },
  howFacts: {
    en: 'Both sides are plans made now from the facts of that day, by the same search: the day’s stored plan, or its visits and the tickets that waited. What really happened that day is in the measures.',
    ru: 'Обе стороны — планы, составленные сейчас по данным того дня одним и тем же поиском: по сохранённому плану или по выездам и заявкам, которые ждали. Что было на самом деле, видно в показателях.',
  },
  howTrips: {
    en: 'A trip is a visit that somebody drives to: visits one after the other at one place are one trip, and so is a joint visit, but it takes several people at the same hour. Travel is all drives, the ways home too.',
    ru: 'Поездка — выезд, до которого надо доехать: выезды подряд в одно место — одна поездка. Совместный выезд — тоже одна, но на него нужны несколько человек в одно время. Дорога — все переезды, вместе с путём домой.',
  },
  howLate: {
    en: 'Lateness counts from the due time of a ticket, and from midnight at the earliest. Each day stands alone: a ticket that waited may be in several.',
    ru: 'Опоздание считается от срока заявки, но не раньше полуночи. Каждый день считается отдельно: заявка, которая ждала, может войти в несколько дней.',
  },
  howClose: { en: 'A difference of one or two per cent says nothing: the search is not that exact.', ru: 'Разница в один-два процента ни о чём не говорит: поиск не настолько точен.' },
} as const satisfies Record<string, Text>;

export const figureNames: Readonly<Record<keyof Figures, Text>> = {
  trips: { en: 'Trips', ru: 'Поездки' },
  joint: { en: 'of them joint', ru: 'совместные' },
  travel_minutes: { en: 'Travel', ru: 'Дорога' },
  late_minutes: { en: 'Lateness', ru: 'Опоздания' },
  unplanned: { en: 'Tickets left out', ru: 'Не вошли в план' },
};
export const FIGURES = Object.keys(figureNames) as (keyof Figures)[];

export const dayNotes: Readonly<Record<string, Text>> = {
  same: { en: 'The change does not touch this day.', ru: 'На этот день изменение не влияет.' },
  no_plan: { en: 'No stored plan and no visits.', ru: 'Нет ни сохранённого плана, ни выездов.' },
  impossible: { en: 'Promised visits of this day contradict each other.', ru: 'Назначенные выезды этого дня противоречат друг другу.' },
  proposal: { en: 'stored plan', ru: 'сохранённый план' },
  visits: { en: 'visits of the day', ru: 'выезды того дня' },
};

/** What changes, in one line. */
export function changeTitle(language: Language, change: Change): string {
  const say = (text: Text | string) => (typeof text === 'string' ? text : text[language]);
  const skill = (trade: string, level: number) => `${say(term(trades, trade)).toLowerCase()} ${level}`;
  if (change.kind === 'no_joint') return say(scenarioWords.no_joint);
  if (change.kind === 'skill') {
    const name = change.name ?? (language === 'ru' ? 'Бывший коллега' : 'A former colleague');
    return `${name}: ${skill(change.trade, change.level)}, ${say(term(levels, String(change.level)))}`;
  }
  return `${say(scenarioWords.engineer)}: ${change.skills.map((one) => skill(one.trade, one.level)).join(', ')}`;
}

/** Where and when an added engineer works. */
export function changeDetails(change: Change): string {
  return change.kind === 'engineer' ? `${change.shift.start}–${change.shift.end} · ${change.home.label}` : '';
}

export function figureWritten(language: Language, figure: keyof Figures, value: number): string {
  return figure.endsWith('_minutes') ? duration(language, value) : String(value);
}

/** “3 fewer”, “20 min more”, «на 3 меньше». */
export function differenceWritten(language: Language, figure: keyof Figures, by: number): string {
  if (by === 0) return scenarioWords.same[language];
  const size = figureWritten(language, figure, Math.abs(by));
  if (language === 'ru') return `на ${size} ${by < 0 ? 'меньше' : 'больше'}`;
  return `${size} ${by > 0 ? 'more' : figure.endsWith('_minutes') ? 'less' : 'fewer'}`;
}

/** “24 tickets, 9 engineers”. */
export function sizeWritten(language: Language, size: { tickets: number; promised: number; engineers: number }): string {
  const ru = language === 'ru';
  const count = (n: number, en: [string, string], russian: [string, string, string]) => `${n} ${plural(language, n, ru ? russian : en)}`;
  const parts = [count(size.tickets, ['ticket', 'tickets'], ['заявка', 'заявки', 'заявок'])];
  if (size.promised) parts.push(count(size.promised, ['visit promised before', 'visits promised before'], ['выезд уже назначен', 'выезда уже назначены', 'выездов уже назначено']));
  parts.push(count(size.engineers, ['engineer', 'engineers'], ['инженер', 'инженера', 'инженеров']));
  return parts.join(', ');
}

/** How many tickets became several visits, as nobody can do them alone. */
export function splitWritten(language: Language, split: number): string {
  if (language === 'ru') return `${split} ${plural('ru', split, ['заявка разделена', 'заявки разделены', 'заявок разделено'])} на несколько выездов`;
  return `${split} ${plural('en', split, ['ticket', 'tickets'])} split into several visits`;
}

export function daysWritten(language: Language, count: number): string {
  return `${count} ${plural(language, count, language === 'ru' ? ['день', 'дня', 'дней'] : ['day', 'days'])}`;
}
