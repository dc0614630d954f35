import type { Tool, ToolExecutionOptions } from 'ai';
import type { BestEffortCache } from './best-effort-cache.ts';
import { toolResultKey } from './cache-key.ts';
import type { Tally } from './tally.ts';

export interface ToolCacheOptions {
  readonly cache: BestEffortCache;
  /** Of everything beside its input that a result depends on: another fingerprint, another result. */
  readonly fingerprint: string;
  readonly tally: Tally;
}

/**
 * The tool, but for an equal input it gives the kept result instead of running again.
 *
 * A failure is not kept, nor is a result that comes in parts.
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
    const key = toolResultKey(name, input, fingerprint);
    const stored = await cache.get<OUTPUT>(key, options.abortSignal);
    if (stored !== undefined) {
      tally.toolHits += 1;
      return stored;
    }
    tally.toolCalls += 1;
    const result = await run(input, options);
    if (!isInParts(result)) {
      await cache.set(key, result);
    }
    return result as OUTPUT;
  };
  return Object.assign({}, tool, { execute });
}

function isInParts(result: unknown): boolean {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}
