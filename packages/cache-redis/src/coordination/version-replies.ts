import type { Version, VersionSnapshot } from '@modular-agent/cache-contract';
import type { Reply } from '../wire/reply.ts';
import { readWhole } from './read-whole.ts';

/**
 * Where a history stands, by the reply to `HMGET epoch sequence FIELD…`.
 *
 * @returns `undefined` where there is none.
 * @throws Error if it is no such reply.
 */
export function readSnapshot(reply: Reply, tags: readonly string[]): VersionSnapshot | undefined {
  const [epoch, sequence, ...values] = list(reply, tags.length + 2);
  if (epoch === null || sequence === null) return undefined;
  const invalidatedAt = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    if (value !== null) invalidatedAt.set(tags[index] as string, readWhole(value));
  }
  return { ...readMarkOf(epoch, sequence), invalidatedAt };
}

/** @throws Error if it is no epoch and sequence. */
export function readMark(reply: Reply): Version {
  const [epoch, sequence] = list(reply, 2);
  return readMarkOf(epoch, sequence);
}

/** @throws Error if it is no step of a prune. */
export function readStep(reply: Reply): readonly [cursor: string, forgotten: number] {
  const [cursor, forgotten] = list(reply, 2);
  if (!Buffer.isBuffer(cursor)) throw new TypeError('the reply is no step of a walk');
  return [cursor.toString(), readWhole(forgotten)];
}

function readMarkOf(epoch: Reply | undefined, sequence: Reply | undefined): Version {
  if (!Buffer.isBuffer(epoch)) throw new TypeError('the epoch is no text');
  return { epoch: epoch.toString(), sequence: readWhole(sequence) };
}

function list(reply: Reply, length: number): readonly Reply[] {
  if (Array.isArray(reply) && reply.length === length) return reply as readonly Reply[];
  throw new TypeError(`the reply is no list of ${length}`);
}
