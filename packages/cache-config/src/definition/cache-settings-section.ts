import type { Milliseconds } from '@modular-agent/cache-contract';
import { delay, extension, patience, timeout, timeToLive } from './duration-field.ts';
import type { ListField, Section } from './field.ts';
import { choice, fraction, integer, text } from './fields.ts';

/** How one cache is made over providers, as it is written. Times are milliseconds once read. */
export interface CacheSettingsSection {
  readonly tiers?: readonly string[];
  readonly fallback?: string;
  readonly coordination?: 'local';
  readonly ttl?: Milliseconds;
  readonly grace?: Milliseconds;
  readonly soft_timeout?: Milliseconds;
  readonly loader_timeout?: Milliseconds;
  readonly jitter?: number;
  readonly refresh_ahead?: number;
  readonly tier_timeout?: Milliseconds;
  readonly queue_timeout?: Milliseconds;
  readonly store_timeout?: Milliseconds;
  readonly retry_after?: Milliseconds;
  readonly lease_ttl?: Milliseconds;
  readonly max_pending?: number;
  readonly max_queued_entries?: number;
  readonly max_queued_bytes?: number;
  readonly tier_errors?: 'contain' | 'throw';
}

/** The tiers of a cache. */
export const tiersList: ListField<string> = {
  kind: 'list',
  description:
    'Names of the providers that it reads through, fastest first; one of this process only in front. Without any the default provider alone.',
  aliases: ['layers', 'levels', 'stores'],
  item: text({ description: 'Name of a provider.', accepts: 'the name of an enabled provider' }),
};

export const cacheSettingsSection: Section<CacheSettingsSection> = {
  kind: 'section',
  description: 'A cache of its own. What it does not say is as the section cache says it.',
  fields: {
    tiers: tiersList,
    fallback: text({
      description:
        'Name of a provider of this process that stands in while the tiers are away; what was written there is discarded when they are back. None of the tiers. Empty is none.',
      accepts: 'the name of an enabled provider of this process that is none of the tiers, or an empty text for none',
      aliases: ['fallback_provider', 'degrade_to'],
    }),
    coordination: choice({
      description:
        'With local each process loads, hears and invalidates for itself. Without it they do as the last tier lets them.',
      words: ['local'],
    }),
    ttl: timeToLive({
      description: 'How long an entry is fresh.',
      default: 3_600,
      aliases: ['default_ttl', 'max_age'],
    }),
    grace: extension({
      description: 'How much longer it is kept, to be served where nothing fresh can be had.',
      default: 0,
      aliases: ['grace_period', 'stale_if_error', 'stale_while_revalidate'],
    }),
    soft_timeout: patience({
      description:
        'How long a caller with a stale entry in hand waits in all, for tiers and loader together, before the stale value is returned.',
      default: 'never',
    }),
    loader_timeout: timeout({
      description: 'How long a loader may take.',
      default: 120,
      aliases: ['timeout', 'hard_timeout', 'factory_timeout'],
    }),
    jitter: fraction({
      description: 'By which part of its ttl, at most, an entry ends sooner, so that not all end at once.',
      default: 0.1,
      aliases: ['ttl_jitter'],
    }),
    refresh_ahead: fraction({
      description: 'Past which part of its ttl an entry is loaded anew while it is still served.',
      default: 1,
      aliases: ['early_refresh', 'refresh_after'],
      isAboveZero: true,
    }),
    tier_timeout: timeout({
      description:
        'How long one round trip to a shared tier may take. It starts again while bytes of the reply arrive; after it the call continues without the tier.',
      default: 0.2,
    }),
    queue_timeout: timeout({
      description: 'How long a call waits for a connection, or for a place, before it is sent to a tier.',
      default: 1,
    }),
    store_timeout: timeout({
      description: 'How long a write to a tier goes on in the background before the cache gives it up.',
      default: 30,
      aliases: ['write_timeout'],
    }),
    retry_after: delay({
      description: 'How long a failed refresh is not tried again while there is a stale value to return.',
      default: 1,
      aliases: ['retry_delay', 'fail_safe_throttle'],
    }),
    lease_ttl: timeout({
      description: 'For how long a process that has died holds up the others that want the same key.',
      default: 5,
      aliases: ['lock_ttl', 'lock_timeout'],
    }),
    max_pending: integer({
      description:
        'Maximum number of keys, per tier, whose missed writes the cache makes up for one by one after an outage. With more of them it invalidates everything.',
      default: 10_000,
      min: 0,
    }),
    max_queued_entries: integer({
      description:
        'Maximum number of loaded values that wait to be stored. One more is returned to its caller, and not stored.',
      default: 100_000,
      min: 1,
    }),
    max_queued_bytes: integer({
      description:
        'Maximum size in bytes of all loaded values that wait to be stored. A value that would exceed it is returned to its caller, and not stored.',
      default: 268_435_456,
      min: 1,
    }),
    tier_errors: choice({
      description: 'Where a tier fails, is the caller answered from elsewhere, or given its error?',
      default: 'contain',
      words: ['contain', 'throw'],
    }),
  },
};
