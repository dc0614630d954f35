import { createCache, type Cache } from '@modular-agent/cache';
import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { tool, type ToolExecutionOptions } from 'ai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cacheToolResults } from './cache-tool-results.ts';
import { emptyTally, type Tally } from './tally.ts';

let provider: MemoryCacheProvider;
let cache: Cache;
let tally: Tally;
beforeEach(() => {
  provider = new MemoryCacheProvider();
  cache = createCache({ name: 'test', tiers: [provider] });
  tally = emptyTally();
});
afterEach(() => cache.close());

const call: ToolExecutionOptions<never> = { toolCallId: '1', messages: [], context: undefined as never };

/** A tool that reverses a word and refuses an empty one. */
function runner(fingerprint: string): (word: string) => Promise<unknown> {
  const reverse = tool({
    inputSchema: z.object({ word: z.string() }),
    execute: ({ word }) => {
      if (word === '') {
        throw new Error('Nothing to reverse.');
      }
      return { reversed: word.split('').toReversed().join('') };
    },
  });
  const { execute } = cacheToolResults('reverse', reverse, { cache, fingerprint, tally });
  return async (word) => execute?.({ word }, call);
}

describe('cacheToolResults', () => {
  it('runs a tool once for equal inputs', async () => {
    const reverse = runner('v1');
    expect(await reverse('abc')).toEqual({ reversed: 'cba' });
    expect(await reverse('abc')).toEqual({ reversed: 'cba' });
    expect(await reverse('abd')).toEqual({ reversed: 'dba' });
    expect(tally).toMatchObject({ toolCalls: 2, toolHits: 1 });
  });

  it('runs it again when what it depends on has changed', async () => {
    await runner('v1')('abc');
    await runner('v2')('abc');
    expect(tally).toMatchObject({ toolCalls: 2, toolHits: 0 });
  });

  it('does not keep a failure', async () => {
    const reverse = runner('v1');
    await expect(reverse('')).rejects.toThrow('Nothing to reverse.');
    await expect(reverse('')).rejects.toThrow('Nothing to reverse.');
    expect(tally).toMatchObject({ toolCalls: 2, toolHits: 0 });
    await cache.close();
    expect(await provider.getSize()).toBe(0);
  });

  it('runs a tool once for equal inputs at a time', async () => {
    const reverse = runner('v1');
    const results = await Promise.all(['abc', 'abc', 'abc'].map(reverse));
    expect(results).toEqual(Array.from({ length: 3 }, () => ({ reversed: 'cba' })));
    expect(tally).toMatchObject({ toolCalls: 1, toolHits: 2, hitsFrom: new Map([['coalesced', 2]]) });
  });

  it('gives each caller a result that no cache can keep, as it is', async () => {
    const parts = tool({
      inputSchema: z.object({}),
      async *execute() {
        yield 'one';
        yield 'two';
      },
    });
    const { execute } = cacheToolResults('parts', parts, { cache, fingerprint: 'v1', tally });
    const read = async (): Promise<unknown[]> => {
      const found: unknown[] = [];
      const result = (await execute?.({}, call)) ?? [];
      for await (const part of result as AsyncIterable<unknown>) found.push(part);
      return found;
    };
    expect(await Promise.all([read(), read()])).toEqual([
      ['one', 'two'],
      ['one', 'two'],
    ]);
    expect(await read()).toEqual(['one', 'two']);
    expect(tally).toMatchObject({ toolCalls: 3, toolHits: 0 });
  });

  it('lets a tool go on for those who wait when one of them leaves, and ends it when none is left', async () => {
    const begun = Promise.withResolvers<AbortSignal | undefined>();
    const slow = tool({
      inputSchema: z.object({}),
      execute: (_, { abortSignal }) => {
        begun.resolve(abortSignal);
        return new Promise<string>(() => undefined);
      },
    });
    const { execute } = cacheToolResults('slow', slow, { cache, fingerprint: 'v1', tally });
    const [first, second] = [new AbortController(), new AbortController()];
    const left = execute?.({}, { ...call, abortSignal: first.signal });
    const stayed = execute?.({}, { ...call, abortSignal: second.signal });
    const signal = await begun.promise;

    first.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    expect(signal?.aborted).toBe(false);

    second.abort(new Error('gone too'));
    await expect(stayed).rejects.toThrow('gone too');
    expect(signal?.aborted).toBe(true);
  });
});
