import type { CallOptions, JsonObject, SetIfNewerOptions, SetOptions } from '@modular-agent/cache-contract';
import { encodeMetadata, inspectValue } from '@modular-agent/cache-contract/provider';
import type { BrokenProvider } from './broken-provider.ts';

/** Providers that are wrong about what is kept beside a value. */
export const brokenMetadata: readonly BrokenProvider[] = [
  {
    fault: 'gives empty metadata for none',
    override: (provider) => ({
      getEntry: async (key: string, options?: CallOptions) => {
        const entry = await provider.getEntry(key, options);
        return entry && { ...entry, metadata: entry.metadata ?? {} };
      },
    }),
    caughtBy: ['metadata and stamps › an entry without metadata and stamp has them undefined'],
  },
  {
    fault: 'counts stamps in 32 bits',
    override: (provider) => ({
      set: (key: string, value: unknown, options: SetOptions = {}) =>
        provider.set(
          key,
          value,
          options.stamp === undefined ? options : { ...options, stamp: options.stamp % 2 ** 32 },
        ),
    }),
    caughtBy: ['metadata and stamps › metadata and stamp come out as they went in'],
  },
  {
    fault: 'lets names in metadata reach a prototype',
    rules: { decodeMetadata: (text) => Object.freeze(Object.assign({}, JSON.parse(text))) as JsonObject },
    caughtBy: ['metadata and stamps › metadata of 4,096 bytes is kept, and no name in it is special'],
  },
  {
    fault: 'keeps metadata of 4,095 bytes at most',
    rules: {
      encodeMetadata: (metadata, place) => {
        const text = encodeMetadata(metadata, place);
        return text === undefined || Buffer.byteLength(text) < 4_096 ? text : encodeMetadata([] as never, place);
      },
    },
    caughtBy: ['metadata and stamps › metadata of 4,096 bytes is kept, and no name in it is special'],
  },
  {
    fault: 'measures metadata in characters',
    rules: {
      encodeMetadata: (metadata, place) => {
        const text = JSON.stringify(metadata);
        return text !== undefined && text.length <= 4_096 && Buffer.byteLength(text) > 4_096
          ? text
          : encodeMetadata(metadata, place);
      },
    },
    caughtBy: ['metadata and stamps › metadata of more than 4,096 bytes is refused, and nothing changes'],
  },
  {
    fault: 'keeps of metadata what JSON makes of it',
    rules: {
      encodeMetadata: (metadata, place) => {
        if (metadata !== undefined) inspectValue(metadata);
        return typeof metadata === 'object' ? encodeMetadata(JSON.parse(JSON.stringify(metadata)), place) : undefined;
      },
    },
    caughtBy: ['metadata and stamps › metadata that is no JSON object is refused, and nothing changes'],
  },
  {
    fault: 'accepts any stamp',
    rules: { checkStamp: () => {} },
    caughtBy: [
      'metadata and stamps › a stamp that is no integer from 0 to 2^53 - 1 is refused, and nothing changes',
      'setIfNewer › setIfNewer refuses a stamp that can not be meant, and nothing changes',
    ],
  },
  {
    fault: 'keeps the older metadata',
    override: (provider) => ({
      set: async (key: string, value: unknown, options?: SetOptions) => {
        const older = await provider.getEntry(key, options).catch(() => undefined);
        await provider.set(key, value, { ...options, metadata: options?.metadata ?? older?.metadata });
      },
    }),
    caughtBy: ['metadata and stamps › storing without metadata and stamp leaves none of the older ones'],
  },
  {
    fault: 'heeds stamps in a plain set',
    override: (provider) => ({
      set: (key: string, value: unknown, options: SetOptions = {}) =>
        options.stamp === undefined
          ? provider.set(key, value, options)
          : provider.setIfNewer(key, value, options as SetIfNewerOptions),
    }),
    caughtBy: ['metadata and stamps › a plain set takes no heed of stamps'],
  },
];
