import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { CacheStateEvent } from '@modular-agent/cache';
import type { CacheProvider } from '@modular-agent/cache-contract';

const stateChannel = 'modular-agent:cache:state';

export interface CacheWatch {
  /** Waits for what is still to be told. */
  end(): Promise<void>;
}

/**
 * Tells, once, that a cache has to do without something. Who calls the cache does not hear of it: he is answered all the same.
 *
 * @param tiers The providers of the cache; they are asked why they are away.
 */
export function watchCache(
  cache: string,
  tiers: readonly CacheProvider[],
  onDegraded: (notice: string) => void,
): CacheWatch {
  let telling: Promise<void> | undefined;
  const listen = (message: unknown): void => {
    const event = message as CacheStateEvent;
    if (event.cache !== cache || event.state !== 'degraded') return;
    telling ??= explain(event.troubles, tiers).then(onDegraded);
  };
  subscribe(stateChannel, listen);
  return {
    async end() {
      unsubscribe(stateChannel, listen);
      await telling;
    },
  };
}

async function explain(troubles: readonly string[], tiers: readonly CacheProvider[]): Promise<string> {
  const reasons = await Promise.all(tiers.map(reasonOf));
  const without = tiers.filter((_, index) => reasons[index] !== undefined).map(({ name }) => name);
  const names = without.length > 0 ? without : troubles;
  const reason = reasons.find((each) => each !== undefined) ?? 'it was too slow to answer.';
  return `The cache does without ${names.join(' and ')} for now: ${reason}`;
}

/** Why a provider is away, in its own words. It knows already, and says so at once. */
async function reasonOf(provider: CacheProvider): Promise<string | undefined> {
  try {
    await provider.exists('why');
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
