import type { Milliseconds } from '@modular-agent/cache-contract';
import type { StatsRecorder } from '@modular-agent/cache-contract/provider';
import type { Lanes } from '../calls/lanes.ts';
import type { KeySpace } from '../keys/key-space.ts';

/** What the operations work on. */
export interface Store {
  readonly lanes: Lanes;
  readonly keySpace: KeySpace;
  readonly stats: StatsRecorder;
  /** `false`: values are bytes. */
  readonly decodes: boolean;
  readonly defaultTtl: Milliseconds;
}
