import type { EntryRecord } from '../entries/entry-record.ts';
import type { Found } from '../tiers/shared-tiers.ts';
import type { AnyLoader } from '../loader.ts';
import type { Scope } from '../keys/scope.ts';
import type { LoadingSettings } from '../options/read-cache-options.ts';

/** A call that may load, complete. */
export interface LoadRequest {
  /** As the caller gave it. */
  readonly key: string;
  /** As the tiers have it. */
  readonly name: string;
  readonly scope: Scope;
  readonly loader: AnyLoader;
  readonly loading: LoadingSettings;
  readonly tags: readonly string[];
  /** Loads whatever is there. */
  readonly isForced: boolean;
  /** Is this what the caller wants? Else it is loaded. */
  readonly accepts: (record: EntryRecord) => boolean;
  /** Is a value what the caller wants? One that is not counts as absent. */
  readonly fits: (value: unknown) => boolean | Promise<boolean>;
  /** May an entry that is not accepted be served where the loader fails, or is slow? */
  readonly servesStale: boolean;
  readonly isStored: boolean;
  /** The names of the tiers to use; all if absent. */
  readonly among: ReadonlySet<string> | undefined;
  /** Called when it waits for a load that goes on elsewhere. */
  readonly onWait: () => void;
  /** What this process has in its memory that may be served where nothing else can be had. */
  readonly fallback: Fallback | undefined;
}

export interface Fallback extends Found {
  /** Can nothing have been missed that takes it away? Else what the shared tiers have decides. */
  readonly isTrusted: boolean;
}
