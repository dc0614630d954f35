import type { Cache } from '@modular-agent/cache';
import type { Tool, ToolExecutionOptions } from 'ai';
import { toolResultKey } from './cache-key.ts';
import { readThrough } from './read-through.ts';
import { countToolHit, type Tally } from './tally.ts';

export interface ToolCacheOptions {
  readonly cache: Cache;
  /** Of everything beside its input that a result depends on: another fingerprint, another result. */
  readonly fingerprint: string;
  readonly tally: Tally;
}

/**
 * The tool, but for an equal input it gives the kept result instead of running again, and runs once for equal inputs at a time.
 *
 * A failure is not kept, nor is a result that comes in parts, or that no cache can keep.
 */
export function cacheToolResults<INPUT, OUTPUT>(
  name: string,
  tool: Tool<INPUT, OUTPUT>,
  { cache, fingerprint, tally }: ToolCacheOptions,
): Tool<INPUT, OUTPUT> {
  const run = tool.execute;
  if (run === undefined) {
    return tool;
  }
  const execute = async (input: INPUT, options: ToolExecutionOptions<never>): Promise<OUTPUT> => {
    const load = async ({ signal }: { readonly signal: AbortSignal }): Promise<OUTPUT> => {
      tally.toolCalls += 1;
      // For all who wait for it: it ends when none of them does any more.
      return (await run(input, { ...options, abortSignal: signal })) as OUTPUT;
    };
    const key = toolResultKey(name, input, fingerprint);
    const { value, from } = await readThrough(cache, key, load, { signal: options.abortSignal });
    if (from === 'coalesced' && isInParts(value)) {
      // Parts can be read once: they are those of the caller whose run it was.
      tally.toolCalls += 1;
      return (await run(input, options)) as OUTPUT;
    }
    if (from !== undefined) countToolHit(tally, from);
    return value;
  };
  return Object.assign({}, tool, { execute });
}

function isInParts(result: unknown): boolean {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}
