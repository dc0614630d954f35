import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import type { RequestOptions } from 'node:http';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Whether a Docker daemon answers where testcontainers looks for one: at DOCKER_HOST, or else at the system's or the
 * user's socket. A client without a daemon does not count. Usually takes a few milliseconds.
 *
 * @param limit how long to wait for the answer, in milliseconds.
 */
export async function dockerAnswers(environment: NodeJS.ProcessEnv, limit = 2_000): Promise<boolean> {
  const answers = await Promise.all(endpoints(environment).map((endpoint) => answersPing(endpoint, limit)));
  return answers.includes(true);
}

function endpoints(environment: NodeJS.ProcessEnv): RequestOptions[] {
  const host = environment['DOCKER_HOST'];
  if (host) return URL.canParse(host) ? [endpointOf(new URL(host))] : [];
  const runtimeFolder = environment['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    ...(runtimeFolder ? [join(runtimeFolder, 'docker.sock')] : []),
    join(homedir(), '.docker/run/docker.sock'),
    join(homedir(), '.docker/desktop/docker.sock'),
    `/run/user/${userInfo().uid}/docker.sock`,
  ]
    .filter((path) => existsSync(path))
    .map((socketPath) => ({ socketPath }));
}

function endpointOf({ hostname, port, pathname }: URL): RequestOptions {
  return hostname === '' ? { socketPath: pathname } : { host: hostname, port: port || 2375 };
}

/** Any answer will do: a daemon behind TLS answers plain HTTP with a refusal. */
async function answersPing(endpoint: RequestOptions, limit: number): Promise<boolean> {
  const signal = AbortSignal.timeout(limit);
  const call = request({ ...endpoint, path: '/_ping', signal, agent: false });
  call.end();
  try {
    await once(call, 'response', { signal });
    return true;
  } catch {
    return false;
  } finally {
    call.on('error', () => {}).destroy();
  }
}
