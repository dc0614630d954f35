import type { FinishReason } from './language-model.ts';

/** Did the model say all that it had to say? Only then is an answer worth keeping. */
export function isCleanEnd({ unified }: FinishReason): boolean {
  return unified === 'stop' || unified === 'tool-calls';
}
