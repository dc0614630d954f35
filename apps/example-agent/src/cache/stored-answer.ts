import type { GenerateResult, StreamPart } from './language-model.ts';

/** Whoever else writes to the cache, or wrote with another release: what is no answer is a miss. */
export function asStoredStream(stored: unknown): readonly StreamPart[] | undefined {
  if (!Array.isArray(stored) || !stored.every((part) => typeof field(part, 'type') === 'string')) return undefined;
  const last: unknown = stored.at(-1);
  return field(last, 'type') === 'finish' && isEnd(last) ? (stored as readonly StreamPart[]) : undefined;
}

/** The same for a whole answer. */
export function asStoredResult(stored: unknown): GenerateResult | undefined {
  const isResult = Array.isArray(field(stored, 'content')) && Array.isArray(field(stored, 'warnings')) && isEnd(stored);
  return isResult ? (stored as GenerateResult) : undefined;
}

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
