import type { Milliseconds } from '@modular-agent/cache-contract';
import type { Load } from '../calls/load.ts';
import type { ConnectionListener } from '../connection/connection-settings.ts';
import { Lanes } from '../lanes/lanes.ts';
import type { ClusterSettings } from './cluster-settings.ts';
import { nodeName, type RedisNodeAddress } from '../options/node-addresses.ts';
import type { SlotTable } from './slot-table.ts';

/** One node that calls go to. */
export interface ClusterNode {
  readonly name: string;
  readonly address: RedisNodeAddress;
  readonly isReplica: boolean;
  readonly lanes: Lanes;
}

/** The nodes of a Cluster that calls go to, each connected to when it is first used. */
export class ClusterNodes {
  readonly #settings: ClusterSettings;
  readonly #load: Load;
  readonly #listenTo: (node: ClusterNode) => ConnectionListener;
  readonly #byName = new Map<string, ClusterNode>();
  /** Nodes that are no longer what they were, as long as something is on its way to them. */
  readonly #retired = new Set<ClusterNode>();

  /** @param listenTo What is done when a node tells of something. */
  constructor(settings: ClusterSettings, load: Load, listenTo: (node: ClusterNode) => ConnectionListener) {
    this.#settings = settings;
    this.#load = load;
    this.#listenTo = listenTo;
  }

  get all(): readonly ClusterNode[] {
    return [...this.#byName.values()];
  }

  get(name: string): ClusterNode | undefined {
    return this.#byName.get(name);
  }

  /** The node at this address, in this role: one that had the other role is given up. */
  at(address: RedisNodeAddress, isReplica: boolean): ClusterNode {
    const name = nodeName(address);
    const known = this.#byName.get(name);
    if (known?.isReplica === isReplica) return known;
    if (known !== undefined) this.#retire(known);
    const { openAt, labelAt } = this.#settings;
    const settings = { ...this.#settings, server: labelAt(address), open: openAt(address, isReplica) };
    // A node tells of nothing before it is used.
    const listener = (): ConnectionListener => this.#listenTo(node);
    const lanes = new Lanes(settings, this.#load, {
      onState: (reason) => listener().onState(reason),
      onReadOnly: () => listener().onReadOnly(),
      onRefused: (command, error, code) => listener().onRefused(command, error, code),
    });
    const node: ClusterNode = { name, address, isReplica, lanes };
    this.#byName.set(name, node);
    return node;
  }

  /** Gives up what is no longer in the Cluster, or has another role there. */
  keep(slots: SlotTable): void {
    const masters = new Set(slots.shards.map(({ master }) => master));
    for (const node of this.all) {
      if (!slots.addresses.has(node.name) || masters.has(node.name) === node.isReplica) this.#retire(node);
    }
  }

  /** @returns When there is something to do next. */
  sweep(now: Milliseconds): Milliseconds {
    let next = Infinity;
    for (const { lanes } of this.#byName.values()) next = Math.min(next, lanes.sweep(now));
    for (const node of this.#retired) {
      next = Math.min(next, node.lanes.sweep(now));
      this.#letGo(node);
    }
    return next;
  }

  /** Cuts every connection. */
  close(): void {
    for (const { lanes } of [...this.#byName.values(), ...this.#retired]) lanes.close();
  }

  #retire(node: ClusterNode): void {
    this.#byName.delete(node.name);
    this.#retired.add(node);
    this.#letGo(node);
  }

  #letGo(node: ClusterNode): void {
    for (const { commands } of node.lanes.connections) {
      for (const _ of commands) return;
    }
    this.#retired.delete(node);
    node.lanes.close();
  }
}
