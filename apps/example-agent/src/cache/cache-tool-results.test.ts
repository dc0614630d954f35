import { MemoryCacheProvider } from '@modular-agent/cache-memory';
import { tool, type ToolExecutionOptions } from 'ai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBestEffortCache } from './best-effort-cache.ts';
import { cacheToolResults } from './cache-tool-results.ts';
import { emptyTally, type Tally } from './tally.ts';

let provider: MemoryCacheProvider;
let tally: Tally;
beforeEach(() => {
  provider = new MemoryCacheProvider();
  tally = emptyTally();
});
afterEach(() => provider.close());

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
  const cache = createBestEffortCache(provider, (error) => expect.fail(String(error)));
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
    expect(await provider.getSize()).toBe(0);
  });
});
