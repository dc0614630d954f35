import type { InvalidationAnnouncement } from '@modular-agent/cache-contract';

/** A message of a cache object to all others of the same name. */
export interface Message {
  /** The cache object that sent it, and that ignores it. */
  readonly sender: string;
  /** Keys that were written or deleted. */
  readonly written: readonly string[];
  /** Keys whose load ended without a result: a process that waits may load. */
  readonly loadFailed: readonly string[];
  /** Tags that were invalidated. */
  readonly invalidated: readonly string[];
  /** Number of that invalidation in the cache's history; -1 if it is unknown. */
  readonly sequence: number;
  /** The epoch that the sender knew; the number is of this one or of a newer one. */
  readonly epoch: string | undefined;
}

/** A message about keys. */
export function encodeMessage(sender: string, written: readonly string[], loadFailed: readonly string[] = []): string {
  const keys = written.length === 0 ? '' : `,"w":${JSON.stringify(written)}`;
  const failed = loadFailed.length === 0 ? '' : `,"f":${JSON.stringify(loadFailed)}`;
  return `${beginningOf(sender)}${keys}${failed}}`;
}

/** The beginning of every message of a sender. By it a cache skips its own messages, and need not decode them. */
export function beginningOf(sender: string): string {
  return `{"s":${JSON.stringify(sender)}`;
}

/** A message about an invalidation, whose number the store adds. */
export function encodeInvalidation(
  sender: string,
  tags: readonly string[],
  epoch: string | undefined,
): InvalidationAnnouncement['message'] {
  const known = epoch === undefined ? '' : `"e":${JSON.stringify(epoch)},`;
  return [`${beginningOf(sender)},"i":${JSON.stringify(tags)},${known}"q":`, '}'];
}

/** @returns `undefined` if the message has no known form: then any entry may have changed. */
export function decodeMessage(text: string): Message | undefined {
  let parts: unknown;
  try {
    parts = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof parts !== 'object' || parts === null) return undefined;
  const {
    s: sender,
    w: written = [],
    f: loadFailed = [],
    i: invalidated = [],
    q: sequence = -1,
    e: epoch,
  } = parts as Record<string, unknown>;
  if (typeof sender !== 'string' || !isSequence(sequence)) return undefined;
  if (epoch !== undefined && typeof epoch !== 'string') return undefined;
  if (!isTexts(written) || !isTexts(loadFailed) || !isTexts(invalidated)) return undefined;
  return { sender, written, loadFailed, invalidated, sequence, epoch };
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= -1;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
