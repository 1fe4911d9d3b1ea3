/** Ages, days and times as the console writes them. */
import { clockTime, shortDay, type Language } from '$lib/i18n/language';

const DAY_MIN = 24 * 60;

export function minutesSince(moment: string, now: number = Date.now()): number {
  return Math.max(0, Math.floor((now - Date.parse(moment)) / 60_000));
}

/** An age in one unit: “12 min”, “5 h”, “3 d”. */
export function age(language: Language, minutes: number): string {
  const [m, h, d] = language === 'ru' ? ['мин', 'ч', 'д'] : ['min', 'h', 'd'];
  if (minutes < 60) return `${Math.round(minutes)} ${m}`;
  if (minutes < 2 * DAY_MIN) return `${Math.floor(minutes / 60)} ${h}`;
  return `${Math.floor(minutes / DAY_MIN)} ${d}`;
}

/** The day (YYYY-MM-DD) that a moment has in a zone. */
export function dayIn(zone: string, moment: Date = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(moment);
}

export function shiftDay(day: string, by: number): string {
  const moment = new Date(`${day}T12:00:00Z`);
  moment.setUTCDate(moment.getUTCDate() + by);
  return moment.toISOString().slice(0, 10);
}

/** “today 14:05”-like: the time alone today, else the day and the time. */
export function when(language: Language, moment: string, zone: string): string {
  const time = clockTime(moment, zone);
  return dayIn(zone) === dayIn(zone, new Date(moment)) ? time : `${shortDay(language, moment, zone)} ${time}`;
}

/** Minutes from midnight of `day` in `zone` to a moment (it may lie on a neighbouring day). */
export function minuteOfDay(moment: string, zone: string, day: string): number {
  const [hours = 0, minutes = 0] = clockTime(moment, zone).split(':').map(Number);
  const days = (Date.parse(dayIn(zone, new Date(moment))) - Date.parse(day)) / 86_400_000;
  return days * DAY_MIN + hours * 60 + minutes;
}

/** The moment of a clock time on a day in a zone, as RFC 3339 in UTC. */
export function momentAt(day: string, time: string, zone: string): string {
  const guess = new Date(`${day}T${time}:00Z`);
  const shown = minuteOfDay(guess.toISOString(), zone, day);
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(guess.getTime() - (shown - hours * 60 - minutes) * 60_000).toISOString();
}
