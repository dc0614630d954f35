import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/**
 * A request's body as JSON.
 *
 * @throws ApiError 413 if it is longer than `maxBytes`, of which no more is read; 400 if it is no JSON.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new ApiError(413, `The request body is longer than ${maxBytes} bytes.`, { code: 'request_too_large' });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError(400, 'The request body is not JSON.');
  }
}
