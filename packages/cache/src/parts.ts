import type { Coordination } from '@modular-agent/cache-contract';
import type { Background } from './background.ts';
import type { Coherence } from './coherence/coherence.ts';
import type { Fills } from './coherence/fills.ts';
import type { News } from './coherence/news.ts';
import type { Counts } from './observation/counts.ts';
import type { CacheSettings } from './options/read-cache-options.ts';
import type { Near } from './tiers/near.ts';
import type { StandIn } from './tiers/stand-in.ts';
import type { SharedTiers } from './tiers/shared-tiers.ts';
import type { Reach } from './tiers/tier.ts';
import type { LocalHistory } from './versions/local-history.ts';

/** What a cache is made of; all its namespaces share it. */
export interface Parts {
  readonly settings: CacheSettings;
  readonly near: Near | undefined;
  readonly standIn: StandIn | undefined;
  readonly shared: SharedTiers;
  readonly coordination: Coordination;
  readonly coordinator: Reach;
  readonly coherence: Coherence;
  readonly history: LocalHistory;
  readonly fills: Fills;
  readonly news: News;
  readonly counts: Counts;
  readonly background: Background;
}
