import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from './api-error.ts';
import { parseChatRequest } from './chat-request.ts';
import { complete } from './completion.ts';
import { readBody } from './read-body.ts';
import { sendCompletion } from './send-completion.ts';
import { sendJson } from './send-json.ts';
import { streamCompletion } from './stream-completion.ts';

/** The one model that the server has. The number changes with what the planner answers. */
export const plannerModel = 'extractive-planner-1';

const maxBodyBytes = 4_194_304;

/** A server of the OpenAI chat completions API on this machine. */
export interface ModelServer {
  /** Where the API starts: `http://127.0.0.1:PORT/v1`. */
  readonly url: string;
  /** Ends every connection, also those in the middle of an answer. */
  close(): Promise<void>;
}

/** Starts the server on a free port of the loopback interface. Its model is the planner: no network, no key, no cost. */
export async function startModelServer(): Promise<ModelServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => refuse(request, response, error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async close() {
      if (server.listening) {
        const closed = once(server, 'close');
        server.close();
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  checkHost(request);
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  if (pathname === '/v1/models') {
    checkMethod(request, 'GET');
    const models = [{ id: plannerModel, object: 'model', created: 0, owned_by: 'modular-agent' }];
    sendJson(response, 200, { object: 'list', data: models });
  } else if (pathname === '/v1/chat/completions') {
    checkMethod(request, 'POST');
    checkJson(request);
    const chat = parseChatRequest(await readBody(request, maxBodyBytes));
    if (chat.model !== plannerModel) {
      throw new ApiError(404, `There is no model ${chat.model}; there is ${plannerModel}.`, {
        param: 'model',
        code: 'model_not_found',
      });
    }
    const completion = complete(chat);
    if (chat.stream === true) {
      await streamCompletion(response, completion, chat.stream_options?.include_usage === true);
    } else {
      sendCompletion(response, completion);
    }
  } else {
    throw new ApiError(404, `There is nothing at ${pathname}.`, { code: 'unknown_url' });
  }
}

/** No page in a browser may ask under a name of its own for this address. */
function checkHost({ headers, socket }: IncomingMessage): void {
  const hosts = ['127.0.0.1', 'localhost'].map((name) => `${name}:${socket.localPort}`);
  if (!hosts.includes(headers.host ?? '')) {
    throw new ApiError(403, 'This server answers requests to 127.0.0.1 alone.', { code: 'wrong_host' });
  }
}

/** Nor can a page send this type to another origin without asking first, which is never allowed here. */
function checkJson({ headers }: IncomingMessage): void {
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) {
    throw new ApiError(415, 'The content type must be application/json.', { code: 'wrong_content_type' });
  }
}

function checkMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method) {
    throw new ApiError(405, `${request.url} takes ${method}, not ${request.method}.`, { code: 'method_not_allowed' });
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const refusal = error instanceof ApiError ? error : new ApiError(500, 'The planner failed.');
  if (!request.complete) {
    // What is left of the body is not read.
    response.setHeader('connection', 'close');
  }
  sendJson(response, refusal.status, refusal);
}
