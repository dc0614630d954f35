import { prose } from './prose.ts';
import type { ValueKind } from './value-kinds.ts';

/** The keys and values of a row: value `n` belongs to key `n`, and no two values are equal. */
export interface DataSet {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
}

/** How many hash tags there are. */
const tags = 16;

/** The same for every contender and every run. @param tagged Are keys given one of 16 hash tags? */
export function makeDataSet(kind: ValueKind, tagged: boolean = false): DataSet {
  const numbers = Array.from({ length: kind.keys }, (_, number) => number);
  return {
    keys: numbers.map((number) => {
      const tag = tagged ? `{user:${number % tags}}` : '';
      return `${tag}answer:${kind.name}:${String(number).padStart(6, '0')}`;
    }),
    values: numbers.map((number) => {
      const text = `${number} `.padStart(8, '0') + prose(kind.textLength - 8, number);
      return kind.values === 'text' ? text : modelAnswer(number, text);
    }),
  };
}

/** Plain data in the shape of a chat completion: about 450 bytes of JSON around the text. */
function modelAnswer(number: number, text: string): unknown {
  return {
    id: `chatcmpl-${String(number).padStart(29, '0')}`,
    object: 'chat.completion',
    created: 1_760_000_000 + number,
    model: 'model-large-2026-01-01',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null, annotations: [] },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 420 + number,
      completion_tokens: 512,
      total_tokens: 932 + number,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    },
    service_tier: 'default',
    system_fingerprint: 'fp_44709d6fcb',
  };
}
