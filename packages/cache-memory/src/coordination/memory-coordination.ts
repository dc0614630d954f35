import type { Coordination } from '@modular-agent/cache-contract';
import type { CallGate } from '../calls/call-gate.ts';
import type { CheckedEntries } from '../entries/checked-entries.ts';
import { MemoryBackplane } from './memory-backplane.ts';
import { MemoryEntryStore } from './memory-entry-store.ts';
import { MemoryLeaseStore } from './memory-lease-store.ts';
import { MemoryVersionStore } from './memory-version-store.ts';

/** Coordination among the caches of one process that share a provider. Its calls pass the provider's gate. */
export class MemoryCoordination implements Coordination {
  readonly versions: MemoryVersionStore;
  readonly backplane: MemoryBackplane;
  readonly leases: MemoryLeaseStore;
  readonly entries: MemoryEntryStore;

  constructor(gate: CallGate, entries: CheckedEntries) {
    this.backplane = new MemoryBackplane(gate);
    this.versions = new MemoryVersionStore(gate, this.backplane);
    this.leases = new MemoryLeaseStore(gate);
    this.entries = new MemoryEntryStore(gate, entries, this.backplane);
  }

  /** Lets go of every history, listener and lease. */
  close(): void {
    this.versions.close();
    this.backplane.close();
    this.leases.close();
    this.entries.close();
  }
}
