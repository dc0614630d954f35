/** Nobody answers where the model should be. The message names the place, the variable that does, and what to do. */
class ModelUnreachableError extends Error {
  override readonly name = 'ModelUnreachableError';
}

/**
 * `fetch` to a model that may not be there.
 *
 * @param endpoint where it is, without secrets
 * @throws ModelUnreachableError at once, which the AI SDK does not try again: a server that is not there stays away.
 */
export function reachModel(endpoint: string): typeof fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch (cause) {
      init?.signal?.throwIfAborted();
      // Without its cause: the AI SDK would look into it, and try again.
      throw new ModelUnreachableError(
        `The model at ${endpoint} can't be reached${reasonOf(cause)}. Check that a server runs there and that OPENAI_BASE_URL ` +
          'names it; unset OPENAI_BASE_URL and OPENAI_API_KEY to use the planner that ships with the app.',
      );
    }
  };
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (!(cause instanceof Error)) return '';
  return ` (${'code' in cause ? String(cause.code) : cause.message})`;
}
