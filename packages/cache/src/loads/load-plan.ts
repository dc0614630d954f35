import type { Milliseconds } from '@modular-agent/cache-contract';
import type { CacheContext } from '../cache-context.ts';
import type { EntryRecord } from '../entries/entry-record.ts';
import type { Namespace } from '../entries/namespace.ts';
import type { AnyLoader } from '../loader.ts';
import type { LoadingSettings } from '../options/read-cache-options.ts';
import type { InFlightLoad } from '../in-flight/in-flight-load.ts';
import type { FindShared, LocalHit, Reads } from '../reads/reads.ts';
import type { LocalMarks } from '../tiers/local-tier.ts';
import type { TierFailure } from '../tiers/tier-failure.ts';
import type { TierHit, TierNames } from '../tiers/pending-reads.ts';

/** The moment of a read of the shared tiers. */
export interface ReadMoment {
  /** In the order of calls and of reads of the history. */
  readonly at: number;
  /** In `KeyChanges`. */
  readonly since: number;
  /** The era of the subscription. */
  readonly era: number;
  /** Of entries that the read of the history judges. */
  readonly marks: LocalMarks | undefined;
}

/** A read of the shared tiers. */
export interface SharedRead {
  readonly found: TierHit | TierFailure | undefined;
  readonly moment: ReadMoment;
}

/** A call that may load, complete. */
export interface LoadPlan {
  /** Key, as the caller gave it. */
  readonly key: string;
  /** Key, as the tiers have it. */
  readonly name: string;
  readonly namespace: Namespace;
  readonly loader: AnyLoader;
  readonly loading: LoadingSettings;
  readonly tags: readonly string[];
  /** Whether it loads in any case. */
  readonly isForced: boolean;
  readonly isStored: boolean;
  readonly among: TierNames;
  /** Whether the caller accepts an entry. If not, it is loaded. */
  readonly accepts: (record: EntryRecord) => boolean;
  /** Whether a value matches the schema. If not, it counts as absent. */
  readonly matches: (value: { read(): unknown }) => boolean | Promise<boolean>;
  /** Whether an entry that is not accepted may be served when the loader fails, or is slow. */
  readonly servesStale: boolean;
  /** Finds the entry in the shared tiers. */
  readonly find: FindShared;
  /** A read of the shared tiers that was made before. */
  readonly read: SharedRead | undefined;
  /** When the call began, by `performance.now()`, if that was before the load. */
  readonly startedAt: Milliseconds | undefined;
  /** Called when it waits for a load that runs elsewhere. */
  readonly onWait: () => void;
  /** The usable entry of this process. */
  readonly own: LocalHit | undefined;
}

/** Parts of one load. */
export interface LoadParts {
  readonly context: CacheContext;
  readonly reads: Reads;
  readonly plan: LoadPlan;
  readonly load: InFlightLoad;
}
