import { z } from 'zod';
import type { GenerateResult, StreamPart } from './language-model.ts';

/** Whoever else writes to the cache, or wrote with another release: what is no recorded stream is a miss. */
export const storedStream: z.ZodType<readonly StreamPart[]> = z.custom<readonly StreamPart[]>((stored) => {
  if (!Array.isArray(stored) || !stored.every((part) => typeof field(part, 'type') === 'string')) return false;
  const last: unknown = stored.at(-1);
  return field(last, 'type') === 'finish' && isEnd(last);
});

/** The same for a whole answer. */
export const storedResult: z.ZodType<GenerateResult> = z.custom<GenerateResult>(
  (stored) => Array.isArray(field(stored, 'content')) && Array.isArray(field(stored, 'warnings')) && isEnd(stored),
);

/** Does it tell the reason of its end, and what it cost? */
function isEnd(value: unknown): boolean {
  const usage = field(value, 'usage');
  const counts = [field(usage, 'inputTokens'), field(usage, 'outputTokens')];
  return counts.every((count) => isObject(count)) && typeof field(field(value, 'finishReason'), 'unified') === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
