import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical-json.ts';
import type { Model, ModelCall } from './language-model.ts';
import { renumberToolCalls } from './renumber-tool-calls.ts';

/** Headers that change nothing in the answer. */
const inertHeaders = new Set('user-agent traceparent tracestate baggage b3 sentry-trace x-request-id'.split(' '));
/** Headers that hold secrets: not even their hash may be kept. */
const secretHeaders = new Set('authorization proxy-authorization api-key x-api-key cookie'.split(' '));

export interface ModelCallIdentity {
  readonly mode: 'generate' | 'stream';
  /** Where the model is; two places may give one name to two models. */
  readonly endpoint: string;
  readonly model: Pick<Model, 'provider' | 'modelId'>;
  readonly call: ModelCall;
}

/**
 * The key of a model's answer: everything in the call but what is known to change nothing.
 *
 * An option that this function has never heard of changes the key too.
 *
 * @throws NotCanonicalError if an option has no unambiguous written form.
 */
export function modelAnswerKey({ mode, endpoint, model, call }: ModelCallIdentity): string {
  const { abortSignal: _signal, includeRawChunks: _raw, headers = {}, prompt, ...rest } = call;
  const telling = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !inertHeaders.has(name) && !secretHeaders.has(name));
  return `model-answer:${hash({
    mode,
    endpoint,
    provider: model.provider,
    modelId: model.modelId,
    headers: Object.fromEntries(telling),
    prompt: renumberToolCalls(prompt),
    rest,
  })}`;
}

/**
 * The key of a tool's result.
 *
 * @param fingerprint of everything beside the input that the result depends on
 */
export function toolResultKey(tool: string, input: unknown, fingerprint: string): string {
  return `tool-result:${hash({ tool, input, fingerprint })}`;
}

/** Of what is stored under a key. Another format, another key. */
const format = 1;

function hash(identity: object): string {
  return createHash('sha256')
    .update(canonicalJson({ format, ...identity }))
    .digest('hex');
}
