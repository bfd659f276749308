/** The times of a line: when it began, and when its answer came. */
import { InvalidInputError, type Problem, show } from '../input';

/** A notation of times: numbers, whatever they count, or texts in ISO 8601. */
export type TimeNotation = 'number' | 'text';

/** When a line began and ended. Times in ISO 8601 are in milliseconds since 1970, UTC. */
export interface LineTimes {
  readonly began: number;
  /** When the answer came; Infinity if none did. */
  readonly ended: number;
  /** When the client gave up, if no answer came and the line says so; otherwise null. */
  readonly gaveUp: number | null;
  readonly notation: TimeNotation;
}

/** The fields of a line that hold times. */
export const timeFields = ['began', 'ended', 'at'] as const;

type TimeFields = Readonly<Record<(typeof timeFields)[number], unknown>>;

/**
 * Reads the times of a line; null if it has none. `isAnswered` is false for a call whose answer
 * never came: it may still be carried out after the client gave up. Pure. Throws InvalidInputError.
 */
export function readTimes(line: TimeFields, isAnswered: boolean): LineTimes | null {
  if (line.at !== undefined) readTime(line, 'at');
  const { began, ended } = line;
  if (began === undefined && ended === undefined) return null;
  if (began === undefined) throw missing('began', 'because the line says when it ended');
  if (ended === undefined && isAnswered) {
    throw missing('ended', 'because the line says when it began, and has an answer or a reading');
  }
  const begin = readTime(line, 'began');
  const notation = notationOf(began);
  if (ended === undefined) return { began: begin, ended: Infinity, gaveUp: null, notation };
  const end = readTime(line, 'ended');
  if (notation !== notationOf(ended)) {
    const allowed = `${notationInWords(notation)} as began is: one line has times of one kind`;
    throw new InvalidInputError({ field: 'ended', value: ended, allowed });
  }
  if (end < begin) {
    const allowed = `no earlier than began, which is ${show(began)}`;
    throw new InvalidInputError({ field: 'ended', value: ended, allowed });
  }
  return isAnswered
    ? { began: begin, ended: end, gaveUp: null, notation }
    : { began: begin, ended: Infinity, gaveUp: end, notation };
}

/** Names a notation: "a number", "a text in ISO 8601". */
export function notationInWords(notation: TimeNotation): string {
  return notation === 'number' ? 'a number' : 'a time in ISO 8601';
}

function missing(field: string, why: string): InvalidInputError {
  return new InvalidInputError({ field, value: undefined, allowed: `a time, ${why}` });
}

function notationOf(value: unknown): TimeNotation {
  return typeof value === 'number' ? 'number' : 'text';
}

const allowedTimes =
  'a number or a time in ISO 8601 with its offset, such as "2026-01-14T04:20:20.348Z"';

function readTime(line: TimeFields, field: keyof TimeFields): number {
  const value = line[field];
  const time = typeof value === 'string' ? isoMilliseconds(value) : value;
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  const problem: Problem = { field, value, allowed: allowedTimes };
  throw new InvalidInputError(problem);
}

const isoTime =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))$/;

/**
 * Reads a time in ISO 8601; undefined for any other text. By hand, because a time in local time
 * must not pass, and because fractions finer than a millisecond count.
 */
export function isoMilliseconds(text: string): number | undefined {
  const [, ...parts] = isoTime.exec(text) ?? [];
  if (parts.length === 0) return undefined;
  const [year, month, day, hour, minute, second, , , offsetHour, offsetMinute] = parts.map((part) =>
    Number(part ?? 0),
  ) as [number, number, number, number, number, number, number, number, number, number];
  const [fraction, sign] = [parts[6] ?? '0', parts[7]];
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  // The sixtieth second is a leap second.
  const isTime = hour <= 23 && minute <= 59 && second <= 60 && offsetHour <= 23;
  if (!isDay || !isTime || offsetMinute > 59) return undefined;
  const offset = (offsetHour * 60 + offsetMinute) * (sign === '-' ? -1 : 1);
  const minutes = (daysBefore(year, month, day) * 24 + hour) * 60 + minute - offset;
  return (minutes * 60 + second) * 1000 + Number(`0.${fraction}`) * 1000;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** The days from 1970 to this one, in the calendar of today. */
function daysBefore(year: number, month: number, day: number): number {
  let days = daysSinceYearZero(year) - daysSinceYearZero(1970) + day - 1;
  for (let each = 1; each < month; each += 1) days += daysIn(year, each);
  return days;
}

function daysSinceYearZero(year: number): number {
  const leapYears = Math.ceil(year / 4) - Math.ceil(year / 100) + Math.ceil(year / 400);
  return year * 365 + leapYears;
}
