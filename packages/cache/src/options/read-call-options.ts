import { CacheOptionError, type Milliseconds } from '@modular-agent/cache-contract';
import { callTimeout, checkOptionNames, checkSignal } from '@modular-agent/cache-contract/provider';
import type { GetOrSetOptions, ReadOptions, TierOptions, WriteOptions } from './call-options.ts';
import { readLoadingOptions, readSpan, type CacheSettings, type LoadingSettings } from './read-cache-options.ts';
import { readFittingTags, readTags } from './read-tags.ts';
import { readSchema, type StandardSchema } from './standard-schema.ts';

/** Options of every call, complete. */
export interface CallPlan {
  readonly signal: AbortSignal | undefined;
  readonly timeout: Milliseconds;
  readonly among: ReadonlySet<string> | undefined;
}

export interface ReadCallPlan extends CallPlan {
  readonly maxAge: Milliseconds;
  readonly schema: StandardSchema | undefined;
}

export interface WriteCallPlan extends CallPlan {
  readonly ttl: Milliseconds;
  readonly grace: Milliseconds;
  readonly tags: readonly string[];
}

export interface LoadCallPlan extends ReadCallPlan {
  readonly loading: LoadingSettings;
  readonly tags: readonly string[];
  readonly isForced: boolean;
  readonly isStored: boolean;
  readonly isLoaded: boolean;
}

const ofCall = ['signal', 'timeout'] as const;
const ofRead = [...ofCall, 'tiers', 'maxAge', 'schema'] as const;
const ofWrite = [...ofCall, 'tiers', 'ttl', 'grace', 'tags'] as const;
const ofLoad = [
  ...new Set([
    ...ofRead,
    ...ofWrite,
    'softTimeout',
    'loaderTimeout',
    'forceRefresh',
    'noStore',
    'onlyIfCached',
  ] as const),
];

/** Options of a read without any. */
export const plainRead: ReadCallPlan = Object.freeze({
  signal: undefined,
  timeout: Infinity,
  among: undefined,
  maxAge: Infinity,
  schema: undefined,
});

/** Reads the options of a call, once. @throws CacheOptionError, or CacheAbortError if the signal is aborted. */
export class CallReader {
  readonly #settings: CacheSettings;
  readonly #tierNames: readonly string[];
  /** Options of a load, and of a write, without any, which most have. */
  #plainLoad: LoadCallPlan | undefined;
  #plainWrite: WriteCallPlan | undefined;

  constructor(settings: CacheSettings, tierNames: readonly string[]) {
    this.#settings = settings;
    this.#tierNames = tierNames;
  }

  call(options: TierOptions | undefined, names: readonly string[] = ofCall): CallPlan {
    if (options === undefined) return { signal: undefined, timeout: Infinity, among: undefined };
    checkOptionNames(options, names);
    const place = { provider: this.#settings.name };
    checkSignal(options.signal, place);
    return {
      signal: options.signal,
      timeout: callTimeout(options, Infinity, place),
      among: this.#among(options.tiers),
    };
  }

  read(options: ReadOptions<unknown> | undefined, names: readonly string[] = ofRead): ReadCallPlan {
    if (options === undefined) return plainRead;
    const call = this.call(options, names);
    const { maxAge, schema } = options;
    return { ...call, maxAge: readSpan('maxAge', maxAge, Infinity), schema: readSchema(schema) };
  }

  write(options: WriteOptions | undefined, names: readonly string[] = ofWrite): WriteCallPlan {
    if (options === undefined) return (this.#plainWrite ??= this.#readWrite(undefined, names));
    return this.#readWrite(options, names);
  }

  #readWrite(options: WriteOptions | undefined, names: readonly string[]): WriteCallPlan {
    const call = this.call(options, names);
    const { ttl, grace } = readLoadingOptions(options ?? {}, this.#settings);
    return { ...call, ttl, grace, tags: readTags(options?.tags) };
  }

  load(options: GetOrSetOptions<unknown> | undefined): LoadCallPlan {
    if (options === undefined) return (this.#plainLoad ??= this.#readLoad(undefined));
    return this.#readLoad(options);
  }

  #readLoad(options: GetOrSetOptions<unknown> | undefined): LoadCallPlan {
    return {
      ...this.read(options, ofLoad),
      loading: readLoadingOptions(options ?? {}, this.#settings),
      tags: readFittingTags(options?.tags),
      isForced: options?.forceRefresh === true,
      isStored: options?.noStore !== true,
      isLoaded: options?.onlyIfCached !== true,
    };
  }

  #among(names: readonly string[] | undefined): ReadonlySet<string> | undefined {
    if (names === undefined) return undefined;
    if (!Array.isArray(names)) throw new CacheOptionError("tiers must be a list of tiers' names", { option: 'tiers' });
    const unknown = names.find((name) => !this.#tierNames.includes(name));
    if (unknown === undefined) return new Set(names);
    throw new CacheOptionError(`no tier is called "${unknown}"; there are ${this.#tierNames.join(', ')}`, {
      option: 'tiers',
    });
  }
}
