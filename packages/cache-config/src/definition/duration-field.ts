import { parseDuration, type DurationText, type Milliseconds } from '@modular-agent/cache-contract';
import * as z from 'zod';
import type { Field } from './field.ts';
import type { FieldOptions } from './fields.ts';

const examples = `'500ms', '30s', '5m', '1h', '7d'`;

/** The longest time that a timer of Node.js measures. */
const longestTimer: Milliseconds = 2_147_483_647;

/** How long something may take, at most 24 days. A bare number is seconds, a text has its unit. */
export function timeout(options: FieldOptions): Field<Milliseconds> {
  return {
    kind: 'field',
    ...options,
    accepts: `a number of seconds above 0, or a text with a unit such as ${examples}; at most 24 days`,
    schema: z.union([seconds().positive(), withUnit()]).transform(upTo(longestTimer)),
    fromText: readSeconds,
  };
}

/** How long something is put up with, at most 24 days; 0 is not at all, `never` is `Infinity`: without end. */
export function patience(options: FieldOptions): Field<Milliseconds> {
  return {
    kind: 'field',
    ...options,
    accepts: `a number of seconds, 0 or more, a text with a unit such as ${examples}, or never; at most 24 days`,
    schema: z.union([seconds().min(0), withUnit(), z.literal('never')]).transform(zeroOr(upTo(longestTimer))),
    fromText: readSeconds,
  };
}

/** A time to wait, at most 24 days. 0 means not to wait. A bare number is seconds, a text has its unit. */
export function delay(options: FieldOptions): Field<Milliseconds> {
  return {
    kind: 'field',
    ...options,
    accepts: `a number of seconds, 0 or more, or a text with a unit such as ${examples}; at most 24 days`,
    schema: z.union([seconds().min(0), withUnit()]).transform(zeroOr(upTo(longestTimer))),
    fromText: readSeconds,
  };
}

/** How much longer something lasts; 0 is no longer. Without `never`, which would read as that. */
export function extension(options: FieldOptions): Field<Milliseconds> {
  return {
    kind: 'field',
    ...options,
    accepts: `a number of seconds, 0 or more, or a text with a unit such as ${examples}`,
    schema: z.union([seconds().min(0), withUnit()]).transform(zeroOr(upTo(Number.MAX_SAFE_INTEGER))),
    fromText: readSeconds,
  };
}

/** How often something is done; `never` and 0 are `Infinity`. Else as `timeout`. */
export function interval(options: FieldOptions): Field<Milliseconds> {
  return {
    kind: 'field',
    ...options,
    accepts: `a number of seconds, a text with a unit such as ${examples}, or never; at most 24 days`,
    schema: z
      .union([seconds().min(0), withUnit(), z.literal('never')])
      .transform((value, context) => (value === 0 ? Infinity : upTo(longestTimer)(value, context))),
    fromText: readSeconds,
  };
}

/** How long an entry lives; `never` to expire never, which is `Infinity`. A bare number is seconds, a text has its unit. */
export function timeToLive(options: FieldOptions): Field<Milliseconds> {
  return {
    kind: 'field',
    ...options,
    accepts: `a number of seconds above 0, a text with a unit such as ${examples}, or never`,
    schema: z.union([seconds().positive(), withUnit(), z.literal('never')]).transform(upTo(Number.MAX_SAFE_INTEGER)),
    fromText: readSeconds,
  };
}

function seconds(): z.ZodNumber {
  return z.number();
}

function withUnit(): z.ZodString {
  return z.string().regex(/^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/);
}

function readSeconds(text: string): unknown {
  const trimmed = text.trim();
  return /^\d+(?:\.\d+)?$/.test(trimmed) ? Number(trimmed) : trimmed;
}

type Counted = (value: number | string, context: z.RefinementCtx) => Milliseconds;

function zeroOr(counted: Counted): Counted {
  return (value, context) => (value === 0 ? 0 : counted(value, context));
}

function upTo(longest: Milliseconds): Counted {
  return (value, context) => {
    if (value === 'never') return Infinity;
    const milliseconds = toMilliseconds(value);
    if (milliseconds !== undefined && milliseconds <= longest) return milliseconds;
    context.addIssue({ code: 'custom', message: 'no length of time in bounds' });
    return z.NEVER;
  };
}

/** As `parseDuration` counts: whole milliseconds, rounded up. */
function toMilliseconds(value: number | string): Milliseconds | undefined {
  try {
    if (typeof value === 'string') return parseDuration(value as DurationText);
    // Rounded to a nanosecond first: 2.007 seconds are 2,007 ms, though 2.007 * 1,000 is a little more.
    return parseDuration(Math.max(Number((value * 1_000).toFixed(6)), Number.MIN_VALUE));
  } catch {
    return undefined;
  }
}
