import type { Milliseconds } from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';
import type { EntryFormat } from '../codec/entry-format.ts';
import type { KeySpace } from '../keys/key-space.ts';
import type { Dispatcher } from '../dispatch/dispatcher.ts';

/** What the operations work on. */
export interface Store {
  readonly dispatcher: Dispatcher;
  readonly keySpace: KeySpace;
  readonly stats: StatsRecorder;
  readonly format: EntryFormat;
  readonly defaultTtl: Milliseconds;
}
