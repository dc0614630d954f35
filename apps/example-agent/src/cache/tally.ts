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
}

export function emptyTally(): Tally {
  return { modelCalls: 0, modelHits: 0, toolCalls: 0, toolHits: 0, billedTokens: 0, avoidedTokens: 0 };
}

/** Tokens in and out; 0 where the model does not tell. */
export function tokensOf({ inputTokens, outputTokens }: Usage): number {
  return (inputTokens.total ?? 0) + (outputTokens.total ?? 0);
}
