import { CacheOptionError } from './errors/cache-option-error.ts';
import type { ErrorPlace } from './errors/error-place.ts';

/** Milliseconds. */
export type Milliseconds = number;

/** A number with a unit: milliseconds, seconds, minutes, hours, days. */
export type DurationText = `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

/**
 * A length of time: milliseconds as a number, or a string with a unit (`'250ms'`, `'30s'`, `'1.5h'`, `'7d'`).
 *
 * `Infinity` means without end, where an option says that it accepts it.
 */
export type Duration = Milliseconds | DurationText;

const unitMilliseconds: Readonly<Record<string, Milliseconds>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const pattern = /^(?<amount>\d+(?:\.\d+)?)(?<unit>ms|s|m|h|d)$/;

/**
 * Reads a duration as whole milliseconds; a fraction of a millisecond rounds up. `Infinity` stays `Infinity`.
 *
 * @param subject What the duration is for, as an error should name it: `'ttl'`.
 * @param place Which provider and key it was given to, for the error.
 * @throws CacheOptionError if it is zero, negative, NaN, too long to count in whole milliseconds, or no duration at all.
 */
export function parseDuration(duration: Duration, subject = 'duration', place: ErrorPlace = {}): Milliseconds {
  const exact = typeof duration === 'number' ? duration : parseText(duration);
  const rounded = Math.ceil(exact);
  if (rounded === Infinity && duration === Infinity) return Infinity;
  if (rounded > 0 && rounded <= Number.MAX_SAFE_INTEGER) return rounded;
  throw new CacheOptionError(
    `${subject} is ${describe(duration)}; give a positive number of milliseconds or a string like '30s', '5m', '1h'`,
    { ...place, option: subject },
  );
}

function parseText(text: unknown): Milliseconds {
  const groups = typeof text === 'string' ? pattern.exec(text)?.groups : undefined;
  const unit = unitMilliseconds[groups?.['unit'] ?? ''];
  // Rounded to a nanosecond first: '2.007s' is 2,007 ms, though 2.007 * 1,000 is a little less.
  return unit === undefined ? NaN : Number((Number(groups?.['amount']) * unit).toFixed(6));
}

function describe(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
}
