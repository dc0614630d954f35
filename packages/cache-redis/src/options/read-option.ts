import { parseDuration, type Duration, type Milliseconds } from '@modular-agent/cache-contract';
import { optionError } from './option-error.ts';

/** A text that is not empty; an empty one is not given. The text is never shown: it may be a secret. */
export function readText(option: string, value: unknown): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'string' && value.isWellFormed()) return value;
  throw optionError(
    option,
    typeof value === 'string' ? 'is no well-formed text' : `must be a string, not ${kind(value)}`,
  );
}

export function readBoolean(option: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw optionError(option, `must be true or false, not ${kind(value)}`);
}

export function readInteger(option: string, value: unknown, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const found = typeof value === 'number' ? String(value) : kind(value);
  throw optionError(option, `is ${found}; give an integer from ${least} to ${most}`);
}

/** A time that a timer of Node.js can measure. */
export function readTimer(option: string, value: Duration): Milliseconds {
  const milliseconds = parseDuration(value, option);
  if (milliseconds <= longestTimer) return milliseconds;
  throw optionError(option, `is ${milliseconds} ms; give at most ${longestTimer}, which is 24.8 days`);
}

/** A time between repetitions; 0 is `Infinity`, which is never. */
export function readInterval(option: string, value: Duration): Milliseconds {
  return value === 0 || value === Infinity ? Infinity : readTimer(option, value);
}

const longestTimer = 2_147_483_647;

function kind(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
