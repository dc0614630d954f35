import type { Usage } from './language-model.ts';

/** What work was done and what work the cache saved. */
export interface Tally {
  /** Calls that reached the model. */
  modelCalls: number;
  /** Model calls that the cache answered. */
  modelHits: number;
  /** Tools that ran. */
  toolCalls: number;
  /** Tool calls that the cache answered. */
  toolHits: number;
  /** Tokens that the model counted. */
  billedTokens: number;
  /** Tokens that it would have counted, had the cache not answered. */
  avoidedTokens: number;
  /** Hits of models and tools by where they came from: the name of a tier, or `coalesced` for a call that was under way. */
  readonly hitsFrom: Map<string, number>;
}

export function emptyTally(): Tally {
  return {
    modelCalls: 0,
    modelHits: 0,
    toolCalls: 0,
    toolHits: 0,
    billedTokens: 0,
    avoidedTokens: 0,
    hitsFrom: new Map(),
  };
}

/** Counts a model call that the cache answered, and what it saved. */
export function countModelHit(tally: Tally, from: string, usage: Usage | undefined): void {
  tally.modelHits += 1;
  tally.avoidedTokens += usage === undefined ? 0 : tokensOf(usage);
  countSource(tally, from);
}

/** Counts a tool call that the cache answered. */
export function countToolHit(tally: Tally, from: string): void {
  tally.toolHits += 1;
  countSource(tally, from);
}

/** Tokens in and out; 0 where the model does not tell. */
export function tokensOf({ inputTokens, outputTokens }: Usage): number {
  return (inputTokens.total ?? 0) + (outputTokens.total ?? 0);
}

function countSource({ hitsFrom }: Tally, from: string): void {
  hitsFrom.set(from, (hitsFrom.get(from) ?? 0) + 1);
}
