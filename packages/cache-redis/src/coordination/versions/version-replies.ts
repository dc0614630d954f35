import type { Version, VersionDelta, VersionSnapshot } from '@modular-agent/cache-contract';
import type { Reply } from '../../wire/reply.ts';
import { readText, readWhole } from '../read-whole.ts';
import { tagOf } from './tag-field.ts';

/**
 * Where a history stands, by the reply of `readScript`.
 *
 * @throws Error if it is no such reply.
 */
export function readSnapshot(reply: Reply, tags: readonly string[]): VersionSnapshot {
  const [epoch, sequence, floor = null, ...scores] = list(reply, tags.length + 3);
  const invalidatedAt = new Map<string, number>();
  for (const [index, score] of scores.entries()) {
    if (score !== null) invalidatedAt.set(tags[index] as string, sequenceOf(score));
  }
  return { ...readMarkOf(epoch, sequence), invalidatedAt, floor: floor === null ? 0 : sequenceOf(floor) };
}

/** What a reply to `ZREVRANGEBYSCORE` says of a history. */
export interface History {
  readonly epoch: string;
  /** `undefined`: it is behind the sequence from which on it was read. */
  readonly sequence: number | undefined;
  /** `undefined`: it is below what was read. */
  readonly floor: number | undefined;
  readonly invalidatedAt: ReadonlyMap<string, number>;
  /** Every invalidation above this that was read is in `invalidatedAt`: 0, or that of a tag that can't be told by name. */
  readonly namedAbove: number;
  readonly members: number;
  /** Sequence of the last member. */
  readonly lowest: number;
}

const none: ReadonlyMap<string, number> = new Map();

/** @returns `undefined` where there is no history. @throws Error if it is no such reply. */
export function readHistory(reply: Reply): History | undefined {
  if (!Array.isArray(reply)) throw new TypeError('the reply is no list');
  const items = reply as readonly Reply[];
  if (items.length === 0) return undefined;
  // RESP 3 has a list for each member.
  const isPaired = Array.isArray(items[0]);
  const members = isPaired ? items.length : items.length / 2;
  const first = readText(isPaired ? list(items[0] as Reply, 2)[0] : items[0]);
  if (!first.startsWith('e')) return undefined;
  let invalidatedAt: Map<string, number> | undefined;
  let sequence: number | undefined;
  let floor: number | undefined;
  let namedAbove = 0;
  let lowest = Infinity;
  for (let at = 1; at < members; at++) {
    const [name, score] = isPaired ? list(items[at] as Reply, 2) : [items[2 * at], items[2 * at + 1]];
    const member = readText(name);
    lowest = sequenceOf(score);
    const tag = tagOf(member);
    if (tag !== undefined) (invalidatedAt ??= new Map()).set(tag, lowest);
    else if (member === 's') sequence = lowest - 1;
    else if (member === 'f') floor = lowest;
    else namedAbove = Math.max(namedAbove, lowest);
  }
  return { epoch: first.slice(1), sequence, floor, invalidatedAt: invalidatedAt ?? none, namedAbove, members, lowest };
}

/** @param from The sequence from which on it was read. @param most How many members were asked for. */
export function toDelta(history: History, sequence: number, floor: number, from: number, most: number): VersionDelta {
  const { epoch, invalidatedAt, namedAbove, members, lowest } = history;
  const readAbove = members < most ? from : Math.max(from, lowest);
  return { epoch, sequence, invalidatedAt, floor, completeSince: Math.max(readAbove, namedAbove, floor) };
}

/** @throws Error if it is no epoch and sequence. */
export function readMark(reply: Reply): Version {
  const [epoch, sequence] = list(reply, 2);
  return readMarkOf(epoch, sequence);
}

/** @throws Error if it is no step of a prune. */
export function readStep(reply: Reply): { readonly forgotten: number; readonly isLast: boolean } {
  const [forgotten, hasMore] = list(reply, 2);
  return { forgotten: readWhole(forgotten), isLast: readWhole(hasMore) === 0 };
}

function readMarkOf(epoch: Reply | undefined, sequence: Reply | undefined): Version {
  return { epoch: readText(epoch).slice(1), sequence: readWhole(sequence) };
}

/** Tags and the floor have the score below that of their sequence. */
function sequenceOf(score: Reply | undefined): number {
  return readWhole(score) + 1;
}

function list(reply: Reply, length: number): readonly Reply[] {
  if (Array.isArray(reply) && reply.length === length) return reply as readonly Reply[];
  throw new TypeError(`the reply is no list of ${length}`);
}
