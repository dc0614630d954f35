import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchOver } from './watchdog.ts';

/** A temporary folder that outlasts the servers of a group; disposing removes it, and so does the end of this process. */
export interface GroupFolder extends AsyncDisposable {
  readonly path: string;
}

export async function makeGroupFolder(): Promise<GroupFolder> {
  const path = await mkdtemp(join(tmpdir(), 'redis-testing-group-'));
  const release = watchOver(undefined, path);
  return {
    path,
    [Symbol.asyncDispose]: async () => {
      release();
      await rm(path, { recursive: true, force: true });
    },
  };
}
