import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { publicWorkspaces } from './workspaces.ts';

/**
 * Packs every public package as `pnpm publish` would, with its published `exports`. The packages must have been built.
 *
 * @returns The tarballs.
 */
export function packPackages(destination: string): readonly string[] {
  mkdirSync(destination, { recursive: true });
  return publicWorkspaces().map(({ folder, manifest }) => {
    execFileSync('pnpm', ['pack', '--pack-destination', destination], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const base = manifest.name.replace('@', '').replace('/', '-');
    return path.join(destination, `${base}-${manifest.version}.tgz`);
  });
}
