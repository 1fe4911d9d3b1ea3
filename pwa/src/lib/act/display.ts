/** How values look in an act. Formatted by hand, so that the phone and the server write the same characters. */

import * as en from './words-en';
import * as ru from './words-ru';

export type Language = 'en' | 'ru';
export interface Text {
  readonly en?: string | null;
  readonly ru?: string | null;
}
export type Shownable = string | number | Text | null | undefined;

const languages = { en, ru };
const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/;
const LONE_SURROGATES = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** The word of act.json for `key`. */
export function word(key: string, language: Language): string {
  const found = languages[language].words[key];
  if (found === undefined) throw new Error(`act.json has no word "${key}"`);
  return found;
}

/** A plain string, or the wanted language of a Text, else its other one. Nothing becomes an empty string. */
export function text(value: Shownable, language: Language): string {
  const one = isText(value) ? value[language] || value[language === 'en' ? 'ru' : 'en'] : value;
  if (one === null || one === undefined) return '';
  // A lone surrogate cannot be written as UTF-8, so it could never be hashed.
  return typeof one === 'string' ? one.replace(LONE_SURROGATES, '\uFFFD') : String(one);
}

/** A measured value with the decimal sign of the language and a true minus. */
export function number(value: Shownable, language: Language): string {
  const digits = languages[language].number(text(value, language));
  return digits.startsWith('-') ? `\u2212${digits.slice(1)}` : digits;
}

/** The unit as the trade writes it in this language; an unknown one stands as it is. */
export function unit(symbol: string, language: Language): string {
  return languages[language].units[symbol] ?? symbol;
}

/** Whole minutes as `1 h 20 min`. */
export function duration(minutes: number, language: Language): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes - hours * 60;
  const parts: string[] = [];
  if (hours !== 0) parts.push(`${hours} ${word('hours', language)}`);
  if (rest !== 0 || hours === 0) parts.push(`${rest} ${word('minutes', language)}`);
  return parts.join(' ');
}

export function photoCount(count: number, language: Language): string {
  return `${count} ${word(count === 1 ? 'photo_one' : 'photo_many', language)}`;
}

/** An RFC 3339 instant as day, minute and offset of the site's zone; anything else is shown as it stands. */
export function moment(instant: Shownable, zone: string, language: Language): string {
  const milliseconds = epochMilliseconds(instant);
  if (milliseconds === null) return text(instant, language);
  const offset = offsetMinutes(milliseconds, zone);
  const local = new Date(milliseconds + offset * 60_000);
  const day = languages[language].day(local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate());
  return `${day}, ${two(local.getUTCHours())}:${two(local.getUTCMinutes())} (${offsetText(offset)})`;
}

/** Orders instants written with different offsets; what cannot be read comes first, by its text. */
export function sortKey(instant: Shownable): string {
  const milliseconds = epochMilliseconds(instant);
  return milliseconds === null ? ` ${String(instant)}` : new Date(milliseconds).toISOString().slice(0, 19);
}

function isText(value: Shownable): value is Text {
  return typeof value === 'object' && value !== null;
}

function epochMilliseconds(instant: Shownable): number | null {
  const match = typeof instant === 'string' ? INSTANT.exec(instant) : null;
  if (match === null) return null;
  const at = (index: number): number => Number(match[index] ?? 0);
  // Outside these years the two calendars of the code need not agree, and no visit happens there.
  if (at(1) < 1970 || at(1) > 2199) return null;
  const local = Date.UTC(at(1), at(2) - 1, at(3), at(4), at(5), at(6));
  const read = new Date(local);
  const rolledOver =
    read.getUTCMonth() + 1 !== at(2) || read.getUTCDate() !== at(3) || at(4) > 23 || at(5) > 59 || at(6) > 59;
  if (rolledOver) return null;
  const offset = (at(8) * 60 + at(9)) * (match[7] === '-' ? -1 : 1);
  return local - offset * 60_000;
}

/** The platform knows the rules of the zones; only the offset is taken from it, never its wording. */
function offsetMinutes(milliseconds: number, zone: string): number {
  const parts = zoneFormat(zone).formatToParts(milliseconds);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
  return Math.round((local - Math.floor(milliseconds / 60_000) * 60_000) / 60_000);
}

function zoneFormat(zone: string): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  };
  try {
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone });
  } catch (unknownZone) {
    if (!(unknownZone instanceof RangeError)) throw unknownZone;
    return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
  }
}

function offsetText(minutes: number): string {
  const distance = Math.abs(minutes);
  return `UTC${minutes < 0 ? '-' : '+'}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
