import { CacheUnavailableError, type CacheError, type Milliseconds } from '@modular-agent/cache-contract';
import type { ErrorReply } from 'redis';
import { callPlace, type Call } from '../calls/call.ts';
import { Command } from '../calls/command.ts';
import type { Load } from '../calls/load.ts';
import { routingName } from '../calls/routing-name.ts';
import type { Waiter } from '../calls/waiter.ts';
import { Connection } from '../connection/connection.ts';
import type { ConnectionListener } from '../connection/connection-settings.ts';
import { isRefusing } from '../connection/connection-state.ts';
import type { RedisCacheState } from '../connection/redis-cache-state.ts';
import type { Session } from '../connection/session.ts';
import type { Servers } from '../dispatch/servers.ts';
import type { Lanes } from '../lanes/lanes.ts';
import { sweep } from '../lanes/sweep.ts';
import { ClusterNodes, type ClusterNode } from './cluster-nodes.ts';
import type { ClusterSettings } from './cluster-settings.ts';
import { keySlot } from './key-slot.ts';
import { firstToSucceed } from './first-to-succeed.ts';
import { MapRefresh } from './map-refresh.ts';
import type { RedisNodeAddress } from '../options/node-addresses.ts';
import { openAnyNode, patience, readSlots } from './open-any-node.ts';
import { readRedirection, type Redirection } from './redirection.ts';
import { sharedReads } from './shared-reads.ts';
import type { SlotRange } from './slot-map.ts';
import { SlotTable, type Shard } from './slot-table.ts';
import { worstState } from './worst-state.ts';

/** How often one command may be sent on from node to node. */
const mostRedirections = 16;

/**
 * The nodes of a Redis Cluster. Which of them serves which slot is learnt from any node, over a connection that carries
 * nothing else, and learnt anew whenever a node is lost, or says that it does not serve a slot.
 */
export class ClusterServers implements Servers {
  readonly isSharded = true;
  readonly #settings: ClusterSettings;
  readonly #load: Load;
  readonly #onState: ConnectionListener['onState'];
  /** Over which the map is asked for; what comes before there is one waits for it. */
  readonly #control: Connection;
  readonly #refresh: MapRefresh;
  /** What the control connection brought with it, until that is ready. */
  #found: readonly SlotRange[] | undefined;
  #slots: SlotTable | undefined;
  readonly #nodes: ClusterNodes;

  constructor(settings: ClusterSettings, load: Load, onState: ConnectionListener['onState']) {
    this.#settings = settings;
    this.#load = load;
    this.#onState = onState;
    this.#nodes = new ClusterNodes(settings, load, (node) => ({
      onState: (reason) => {
        if (node.lanes.writes.state.kind === 'open') this.#refresh.soon();
        onState(reason);
      },
      onReadOnly: () => this.#refresh.soon(),
      onRefused: (command, error, code) => this.#onRefused(node, command, error, code),
    }));
    this.#control = new Connection(
      {
        ...settings,
        server: settings.labelAt(undefined),
        open: (attempt) => openAnyNode(settings, this.#known(), attempt, (ranges) => (this.#found = ranges)),
        forward: (command) => this.#forward(command),
      },
      load,
      { onState: (reason) => this.#onControl(reason), onReadOnly: () => {}, onRefused: () => false },
    );
    this.#refresh = new MapRefresh(
      () => this.#readMap(),
      () => this.#isWhole,
    );
  }

  get state(): RedisCacheState {
    const { kind } = this.#control.state;
    if (this.#slots === undefined || kind === 'closed') return kind;
    return worstState(this.#nodes.all.filter(({ isReplica }) => !isReplica).map(({ lanes }) => lanes));
  }

  get nodes(): readonly Lanes[] {
    return this.#nodes.all.map(({ lanes }) => lanes);
  }

  get masters(): readonly Lanes[] | undefined {
    return this.#slots?.shards.map((shard) => this.#master(shard).lanes);
  }

  /**
   * Opens something at the node that takes messages for all; before it is known, at any node.
   *
   * @throws Error of the first node, if none can be had.
   */
  openHome<T extends { readonly end: () => void }>(
    signal: AbortSignal,
    open: (address: RedisNodeAddress, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const home = this.#home;
    const addresses =
      home === undefined ? [...this.#settings.seeds, ...this.#known()] : [this.#addressOf(home), ...this.#known()];
    const attempts = addresses.map((address) => (either: AbortSignal) => open(address, either));
    return firstToSucceed(attempts, patience, signal, ({ end }) => end());
  }

  /** The node that takes messages for all, as far as it is known. */
  get #home(): string | undefined {
    return this.nodeOf(this.#settings.home);
  }

  nodeOf(name: string): string | undefined {
    return this.#slots?.shardOf(keySlot(name))?.master;
  }

  refuses(name: string, isRead: boolean): boolean {
    if (this.#slots === undefined || this.#control.state.kind === 'closed') return isRefusing(this.#control.state);
    const shard = this.#slots.shardOf(keySlot(name));
    if (shard === undefined) return true;
    // A replica may be there to be read from.
    if (isRead && this.#settings.readFrom === 'replica') return false;
    return this.#nodes.get(shard.master)?.lanes.refuses(isRead) ?? false;
  }

  gather(waiters: readonly Waiter[], names: readonly string[]): readonly Command[] {
    const bySlot = new Map<number, { readonly waiters: Waiter[]; readonly names: string[] }>();
    for (const [index, name] of names.entries()) {
      const slot = keySlot(name);
      let group = bySlot.get(slot);
      if (group === undefined) bySlot.set(slot, (group = { waiters: [], names: [] }));
      group.waiters.push(waiters[index] as Waiter);
      group.names.push(name);
    }
    return [...bySlot.values()].flatMap((group) => sharedReads(group.waiters, group.names));
  }

  write(command: Command): void {
    const shard = this.#shardOf(command);
    if (shard !== undefined) this.#master(shard).lanes.write(command);
  }

  read(command: Command, from?: 'master'): void {
    // It may wait for the map, and is read from a master then too.
    command.wantsMaster ||= from === 'master';
    const shard = this.#shardOf(command);
    if (shard === undefined) return;
    const replica = command.wantsMaster ? undefined : this.#replica(shard);
    (replica ?? this.#master(shard)).lanes.read(command);
  }

  sweep(now: Milliseconds): Milliseconds {
    return Math.min(sweep([this.#control], this.#load, now), this.#nodes.sweep(now));
  }

  close(): void {
    this.#refresh.close();
    this.#control.close();
    this.#nodes.close();
  }

  /** Where a command goes; if that is not known yet it waits, and if nobody serves its slot it fails. */
  #shardOf(command: Command): Shard | undefined {
    if (this.#slots === undefined) {
      this.#control.submit(command);
      return undefined;
    }
    const slot = keySlot(routingName(command.arguments));
    const shard = this.#slots.shardOf(slot);
    if (shard !== undefined) return shard;
    this.#refresh.soon();
    this.#fail(command, `no master of it serves slot ${slot} now; wait for a failover, or see CLUSTER INFO`);
    return undefined;
  }

  /** What waited goes out right after this, and before anything that comes later. */
  #onControl(reason: string | undefined): void {
    const found = this.#found;
    if (found !== undefined && this.#control.state.kind === 'ready') {
      this.#found = undefined;
      this.#adopt(found);
    }
    this.#onState(reason);
  }

  #forward(command: Command): void {
    if (command.waiters[0]?.call.writes === true) this.write(command);
    else this.read(command);
  }

  #master({ master }: Shard): ClusterNode {
    return this.#nodes.get(master) ?? this.#nodes.at(this.#addressOf(master), false);
  }

  /** One that can be read from now; others of the slot are opened for the reads that follow. */
  #replica({ replicas }: Shard): ClusterNode | undefined {
    if (this.#settings.readFrom === 'master') return undefined;
    const nodes = replicas.map((name) => this.#nodes.get(name) ?? this.#nodes.at(this.#addressOf(name), true));
    for (const { lanes } of nodes) lanes.writes.use();
    const ready = nodes.filter(({ lanes }) => lanes.writes.state.kind === 'ready');
    return ready[Math.floor(Math.random() * ready.length)];
  }

  #addressOf(name: string): RedisNodeAddress {
    const address = this.#slots?.addresses.get(name);
    if (address === undefined) throw new Error(`no address is known of ${name}`);
    return address;
  }

  #onRefused(node: ClusterNode, command: Command, error: ErrorReply, code: string): boolean {
    if (code === 'CLUSTERDOWN') this.#refresh.soon();
    if (code === 'TRYAGAIN' && command.isGathered) {
      // Some of its keys are with one node, some with another: each has to ask for itself.
      for (const part of command.apart()) this.#sendAgain(part, (again) => this.#forward(again));
      return true;
    }
    const redirection = readRedirection(error.message, node.address);
    if (redirection === undefined) return false;
    this.#redirect(command, redirection);
    return true;
  }

  #redirect(command: Command, { kind, slot, address }: Redirection): void {
    const mapped = this.#settings.mapAddress(address);
    const node = this.#nodes.at(mapped, false);
    if (kind === 'MOVED') {
      this.#slots?.assign(slot, mapped);
      this.#refresh.soon();
    }
    command.redirections++;
    command.isAsking = kind === 'ASK';
    const { writes } = (command.waiters[0] as Waiter).call;
    this.#sendAgain(command, (again) => (writes ? node.lanes.write(again) : node.lanes.read(again)));
  }

  /** Sends a command that was refused, and is no longer counted, unless nobody waits for it any more. */
  #sendAgain(command: Command, send: (command: Command) => void): void {
    if (!command.isWanted) return;
    this.#load.addRetry(command);
    command.markSent(false);
    if (command.redirections <= mostRedirections) send(command);
    else this.#fail(command, `its nodes sent a command from one to the other ${mostRedirections} times`);
  }

  #fail(command: Command, reason: string): void {
    const { target } = this.#control;
    this.#load.remove(command);
    command.fail((call) => unavailable(call, `Redis at ${target} can't serve this now: ${reason}`));
  }

  /** Where the Cluster can be asked for its map: nodes that are known, and those to begin with. */
  #known(): readonly RedisNodeAddress[] {
    return this.#nodes.all.map(({ address }) => address);
  }

  /** Has every slot a master that can be reached, as far as it was tried? */
  get #isWhole(): boolean {
    return (
      this.#slots !== undefined &&
      this.#slots.shards.every(({ master }) => {
        const kind = this.#nodes.get(master)?.lanes.writes.state.kind ?? 'idle';
        return kind !== 'open' && kind !== 'half-open';
      })
    );
  }

  /** Asks one node after the other, a different one each time. @throws Error if it gives no map. */
  async #readMap(): Promise<void> {
    const sessions: (readonly [Session, RedisNodeAddress])[] = this.#nodes.all.flatMap(({ lanes, address }) => {
      const session = lanes.writes.readySession;
      return session === undefined ? [] : [[session, address] as const];
    });
    const chosen = sessions[Math.floor(Math.random() * sessions.length)];
    if (chosen === undefined) {
      // Nobody is left who could be asked: it looks for others, from the nodes to begin with.
      void this.#control.renew('no node of the Cluster can be reached');
      return;
    }
    this.#adopt(await readSlots(...chosen, this.#settings.silenceTimeout));
    this.#onState(undefined);
  }

  #adopt(ranges: readonly SlotRange[]): void {
    const { mapAddress } = this.#settings;
    const slots = new SlotTable(
      ranges.map((range) => ({
        ...range,
        master: mapAddress(range.master),
        replicas: this.#settings.readFrom === 'replica' ? range.replicas.map(mapAddress) : [],
      })),
    );
    const before = this.#home;
    this.#slots = slots;
    this.#nodes.keep(slots);
    if (before !== undefined && before !== this.#home) this.#settings.onHomeMoved();
  }
}

function unavailable(call: Call, message: string): CacheError {
  return new CacheUnavailableError(message, callPlace(call, false));
}
