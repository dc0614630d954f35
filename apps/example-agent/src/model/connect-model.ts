import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { wrapLanguageModel } from 'ai';
import { reachModel } from './reach-model.ts';
import { plannerModel, startModelServer } from './server/start-model-server.ts';

/** A model as the AI SDK's middleware takes it. */
type ChatModel = Parameters<typeof wrapLanguageModel>[0]['model'];

/** A model that can be asked, and where it is. */
export interface ModelConnection {
  readonly model: ChatModel;
  /** Names the model's place for cache keys; the same in every process. Never holds a secret. */
  readonly endpoint: string;
  /** For people: which model answers. */
  readonly description: string;
  close(): Promise<void>;
}

/** The variables that choose a model. Unset and empty are the same. */
export type ModelEnvironment = Readonly<
  Partial<Record<'OPENAI_API_KEY' | 'OPENAI_BASE_URL' | 'OPENAI_MODEL', string | undefined>>
>;

/** The variables do not say which model to ask. The message says which one is wrong, and never shows the key. */
export class ModelSettingsError extends Error {
  override readonly name = 'ModelSettingsError';
}

const openAi = 'https://api.openai.com/v1';
const defaultModel = 'gpt-5-mini';

/**
 * Connects to the model that the environment names, or starts the model server that ships with the app.
 *
 * `OPENAI_API_KEY`, `OPENAI_BASE_URL` or both choose a real endpoint; `OPENAI_MODEL` is the model there.
 *
 * @throws ModelSettingsError if they don't fit together.
 */
export async function connectModel(environment: ModelEnvironment): Promise<ModelConnection> {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl, OPENAI_MODEL: modelId } = environment;
  if (apiKey || baseUrl) {
    return connectEndpoint(checkUrl(baseUrl || openAi), modelId || defaultModel, apiKey);
  }
  if (modelId) {
    throw new ModelSettingsError(
      'OPENAI_MODEL is set, but neither OPENAI_API_KEY nor OPENAI_BASE_URL: set one of them.',
    );
  }
  const server = await startModelServer();
  return {
    model: createOpenAICompatible({ name: 'loopback', baseURL: server.url, includeUsage: true })(plannerModel),
    endpoint: 'loopback',
    description: `${plannerModel}, a deterministic planner on this machine; set OPENAI_API_KEY for a real model`,
    close: () => server.close(),
  };
}

function connectEndpoint(url: URL, modelId: string, apiKey: string | undefined): ModelConnection {
  const baseURL = url.href.replace(/\/$/, '');
  const endpoint = `${url.origin}${url.pathname}`;
  const provider = createOpenAICompatible({
    name: 'openai',
    baseURL,
    includeUsage: true,
    fetch: reachModel(endpoint),
    ...(apiKey ? { apiKey } : {}),
  });
  return { model: provider(modelId), endpoint, description: `${modelId} at ${endpoint}`, close: async () => undefined };
}

function checkUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new ModelSettingsError('OPENAI_BASE_URL is no http or https URL, such as https://api.openai.com/v1.');
  }
  if (url.username !== '' || url.password !== '') {
    throw new ModelSettingsError('OPENAI_BASE_URL holds a user name or a password: put the key into OPENAI_API_KEY.');
  }
  return url;
}
