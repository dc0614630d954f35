import type { LaunchSettings } from './launcher.ts';
import { tlsArguments } from './server-tls.ts';

/** Where the server listens and works: what a caller's own arguments can't change. */
export interface Placement {
  readonly port: number;
  /** Addresses for `--bind`. */
  readonly bind: readonly string[];
  /** Its working folder. */
  readonly folder: string;
}

/** Arguments of a server that persists nothing unless the caller's own say otherwise, and logs to stdout; or of a Sentinel. */
export function serverArguments(settings: LaunchSettings, placement: Placement): string[] {
  // All of it stands in the file: a Sentinel rewrites the file with what its arguments were.
  if (settings.group?.sentinelFile !== undefined) return [settings.group.sentinelFile, '--sentinel', ...settings.args];
  const login = settings.password === undefined ? [] : ['--requirepass', settings.password];
  const persistNothing = ['--save', '', '--appendonly', 'no'];
  const { tls } = settings;
  const port =
    tls === undefined ? ['--port', String(placement.port)] : tlsArguments(tls, placement.port, placement.folder);
  const listen = [...port, '--bind', ...placement.bind];
  const work = ['--dir', placement.folder, '--daemonize', 'no'];
  const log = ['--logfile', '', '--loglevel', 'notice'];
  return [...persistNothing, ...login, ...settings.args, ...listen, ...work, ...log];
}
