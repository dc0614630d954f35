import { slotCount } from './key-slot.ts';
import { nodeName, type RedisNodeAddress } from '../options/node-addresses.ts';
import type { SlotRange } from './slot-map.ts';

/** A master and its replicas, by their names. */
export interface Shard {
  readonly master: string;
  readonly replicas: readonly string[];
}

/** Which nodes of a Cluster serve each slot, as far as it is known. */
export class SlotTable {
  /** Every node in it, by name. */
  readonly addresses: ReadonlyMap<string, RedisNodeAddress>;
  readonly #addresses = new Map<string, RedisNodeAddress>();
  readonly shards: readonly Shard[];
  readonly #bySlot: (Shard | undefined)[] = Array.from({ length: slotCount });

  constructor(ranges: readonly SlotRange[]) {
    const shards = new Map<string, Shard>();
    const nameOf = (address: RedisNodeAddress): string => {
      const name = nodeName(address);
      this.#addresses.set(name, address);
      return name;
    };
    for (const { from, to, master, replicas } of ranges) {
      const name = nameOf(master);
      const shard = shards.get(name) ?? { master: name, replicas: replicas.map(nameOf) };
      shards.set(name, shard);
      this.#bySlot.fill(shard, from, to + 1);
    }
    this.addresses = this.#addresses;
    this.shards = [...shards.values()];
  }

  shardOf(slot: number): Shard | undefined {
    return this.#bySlot[slot];
  }

  /** A node has said who serves this slot now. */
  assign(slot: number, address: RedisNodeAddress): void {
    const master = nodeName(address);
    this.#addresses.set(master, address);
    this.#bySlot[slot] = this.shards.find((shard) => shard.master === master) ?? { master, replicas: [] };
  }
}
