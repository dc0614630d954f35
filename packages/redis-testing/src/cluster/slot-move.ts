import type { ClusterNode } from './cluster-node.ts';

/** A slot on its way from one master to another: what was not moved yet is answered by the old one, with ASK or TRYAGAIN. */
export interface SlotMove {
  readonly slot: number;
  readonly from: ClusterNode;
  readonly to: ClusterNode;
  /** Moves these keys, or all that the slot holds now if none is given. Absent keys are no error. */
  moveKeys(...keys: readonly string[]): Promise<void>;
  /** Moves what is left and makes the new master the slot's owner; resolves when every node says so. */
  finish(): Promise<void>;
}

/** How many keys are asked for, and moved, at once. */
const batch = 1_000;
/** Milliseconds that the new master may take for a batch. */
const migrateLimit = '10000';

/**
 * Tells both masters that the slot is about to move (SETSLOT IMPORTING, then MIGRATING).
 *
 * @param tellAll tells every running master the new owner, and waits until all nodes know.
 */
export async function beginSlotMove(
  slot: number,
  from: ClusterNode,
  to: ClusterNode,
  tellAll: () => Promise<void>,
): Promise<SlotMove> {
  if (from.id === to.id) {
    throw new Error(
      `Slot ${slot} can't move to the node at port ${to.port}, which holds it: move it to another master.`,
    );
  }
  await to.command('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', from.id);
  await from.command('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', to.id);

  async function migrate(keys: readonly string[]): Promise<void> {
    const login = to.password === undefined ? [] : ['AUTH', to.password];
    const target = [to.host, String(to.port), '', '0', migrateLimit];
    await from.command('MIGRATE', ...target, 'REPLACE', ...login, 'KEYS', ...keys);
  }
  async function migrateAll(): Promise<void> {
    for (;;) {
      const keys = (await from.command('CLUSTER', 'GETKEYSINSLOT', String(slot), String(batch))) as string[];
      if (keys.length === 0) return;
      await migrate(keys);
    }
  }
  return Object.freeze({
    slot,
    from,
    to,
    moveKeys: (...keys: readonly string[]) => (keys.length === 0 ? migrateAll() : migrate(keys)),
    finish: async () => {
      await migrateAll();
      await tellAll();
    },
  });
}
