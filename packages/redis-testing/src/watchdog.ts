import { spawn } from 'node:child_process';

/** Ends a watch. */
export type Release = () => void;

/** Waits for the end of its input, which comes when this process ends, however it ends. */
const script = 'read -r _; [ -z "$1" ] || kill -9 "$1"; rm -rf "$2"';

/**
 * Sees to it that a child dies, if one is given, and a folder goes, when this process ends without doing so itself: on a crash, on
 * SIGKILL, or with a server that was never stopped. One `sh` per child, in a session of its own so that Ctrl-C does not
 * end it first.
 */
export function watchOver(pid: number | undefined, folder: string): Release {
  const watchdog = spawn('sh', ['-c', script, 'redis-testing', String(pid ?? ''), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.on('error', () => {});
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  return () => {
    watchdog.kill('SIGKILL');
    watchdog.stdin.destroy();
  };
}
