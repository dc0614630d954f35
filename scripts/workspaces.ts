import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run-command.ts';

/** The parts of a package.json that the scripts read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** One package of the workspace. */
export interface Workspace {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every package of the workspace, in a fixed order. */
export function readWorkspaces(): readonly Workspace[] {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(path.join(root, parent))
      .toSorted()
      .map((name) => path.join(root, parent, name)),
  );
  return [...folders, path.join(root, 'test')]
    .filter((folder) => existsSync(path.join(folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest,
    }));
}

/** The packages that are published. */
export function publicWorkspaces(): readonly Workspace[] {
  return readWorkspaces().filter(({ manifest }) => manifest.private !== true);
}
