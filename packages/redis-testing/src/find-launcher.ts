import { chooseLauncher } from './choose-launcher.ts';
import type { Launcher } from './launcher.ts';
import { readSettings } from './settings.ts';

/** A machine's answer does not change while a process lives, and asking for it takes longer than starting a server. */
const launchers = new Map<string, Promise<Launcher>>();

/**
 * Starts servers by the way that this machine and the environment allow now; chosen once for each environment.
 *
 * @throws NoRedisServerError if no way is open.
 */
export function findLauncher(): Promise<Launcher> {
  const settings = readSettings(process.env);
  const key = JSON.stringify(settings);
  const launcher = launchers.get(key) ?? chooseLauncher(settings);
  launchers.set(key, launcher);
  return launcher;
}
