import type { Reply } from '../wire/reply.ts';
import type { RedisNodeAddress } from '../options/node-addresses.ts';
import { slotCount } from './key-slot.ts';

/** Some slots, and who serves them. */
export interface SlotRange {
  readonly from: number;
  readonly to: number;
  readonly master: RedisNodeAddress;
  readonly replicas: readonly RedisNodeAddress[];
}

/**
 * Reads the reply to CLUSTER SLOTS.
 *
 * @param asked The node that gave it: it leaves out a host that it does not know, which is then its own.
 * @throws Error if it is none.
 */
export function readSlotRanges(reply: Reply, asked: RedisNodeAddress): readonly SlotRange[] {
  return list(reply).map((range) => {
    const [from, to, master, ...replicas] = list(range);
    if (!isSlot(from) || !isSlot(to) || from > to) throw new Error('CLUSTER SLOTS gave no slots');
    return {
      from,
      to,
      master: readNode(master, asked),
      replicas: replicas.map((replica) => readNode(replica, asked)),
    };
  });
}

function readNode(reply: Reply | undefined, asked: RedisNodeAddress): RedisNodeAddress {
  const [host, port] = list(reply ?? null);
  if (typeof port !== 'number') throw new Error('CLUSTER SLOTS gave no port');
  const name = Buffer.isBuffer(host) || typeof host === 'string' ? host.toString() : '';
  // A node whose host is not known is told as nothing, or as `?`.
  return { host: name === '' || name === '?' ? asked.host : name, port: port === 0 ? asked.port : port };
}

function isSlot(value: Reply | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value < slotCount;
}

function list(reply: Reply): readonly Reply[] {
  if (!Array.isArray(reply)) throw new Error('CLUSTER SLOTS gave no list');
  return reply as readonly Reply[];
}
