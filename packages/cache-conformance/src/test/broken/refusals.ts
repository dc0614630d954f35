import { CacheSerializationError } from '@modular-agent/cache-contract';
import { inspectValue } from '@modular-agent/cache-contract/provider';
import { refusedSamples } from '../../suite/refused-value-samples.ts';
import type { BrokenProvider } from './broken-provider.ts';

const everyRefusal = refusedSamples.map(
  ({ kind }) => `values that can not be kept › ${kind} is refused, with the path to it`,
);
const deepRefusal = 'values that can not be kept › a culprit is found at any depth of objects and arrays';
const aFunction = 'values that can not be kept › a function is refused, with the path to it';

/** Changes how a refusal is told. */
function tells(
  fault: string,
  retell: (error: CacheSerializationError) => unknown,
  caughtBy = [aFunction],
): BrokenProvider {
  return {
    fault,
    rules: {
      checkValue: (value, place) => {
        try {
          inspectValue(value, place);
        } catch (error) {
          throw retell(error as CacheSerializationError);
        }
      },
    },
    caughtBy,
  };
}

/** Providers that do not refuse as they should what can't be kept. */
export const brokenRefusals: readonly BrokenProvider[] = [
  {
    fault: 'stores what can not be kept, as null',
    rules: {
      checkValue: () => {},
      copyIn: (value) => {
        try {
          inspectValue(value);
          return structuredClone(value);
        } catch {
          return null;
        }
      },
    },
    caughtBy: [...everyRefusal, deepRefusal],
  },
  tells(
    'does not say where the culprit is',
    ({ message, provider, key }) => new CacheSerializationError(message, { provider, key, path: 'value' }),
    ['values that can not be kept › a class instance is refused, with the path to it', deepRefusal],
  ),
  tells('refuses with an error of another kind', ({ message }) => new TypeError(message)),
  tells(
    'does not name itself in its errors',
    ({ message, key, path }) => new CacheSerializationError(message, { key, path }),
  ),
  tells(
    'does not name the key in its errors',
    ({ message, provider, path }) => new CacheSerializationError(message, { provider, path }),
  ),
  tells(
    'gives its errors no message',
    ({ provider, key, path }) => new CacheSerializationError('', { provider, key, path }),
  ),
  tells('gives its errors another code', (error) => Object.assign(error, { name: 'CacheError' })),
  {
    fault: 'throws instead of rejecting',
    override: (provider) => ({
      set: (key: string, value: unknown) => {
        inspectValue(value, { provider: provider.name, key });
        return provider.set(key, value);
      },
    }),
    caughtBy: [aFunction],
  },
  {
    fault: 'deletes the older entry when it refuses a value',
    override: (provider) => ({
      set: async (key: string, value: unknown) => {
        await provider.set(key, value).catch(async (error: unknown) => {
          await provider.delete(key);
          throw error;
        });
      },
    }),
    caughtBy: [aFunction],
  },
];
