import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** What a program needs to run that was unpacked with its libraries. */
export interface UnpackedLibraries {
  /** Folders that hold shared libraries. */
  readonly folders: readonly string[];
  /** The dynamic loader (ld.so(8)), whatever the architecture calls it; undefined where no C library was unpacked. */
  readonly loader: string | undefined;
}

/** Finds them in a folder that packages were unpacked into; nothing in one that is absent. */
export async function unpackedLibraries(root: string): Promise<UnpackedLibraries> {
  const files = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const libraries = files.filter((file) => /^lib.*\.so(\.|$)/.test(file.name));
  const loader = files.find((file) => file.isFile() && /^ld(64|-linux[\w-]*)\.so\.\d+$/.test(file.name));
  return {
    folders: [...new Set(libraries.map((file) => file.parentPath))],
    loader: loader && join(loader.parentPath, loader.name),
  };
}
