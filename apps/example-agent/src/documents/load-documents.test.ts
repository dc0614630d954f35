import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DocumentsError } from './documents-error.ts';
import { loadDocuments } from './load-documents.ts';

async function folderOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'documents-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, dirname(path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

describe('loadDocuments', () => {
  it('loads the text files of a folder and its subfolders, sorted by path', async () => {
    const folder = await folderOf({ 'b.md': 'b', 'a/deep/c.txt': 'one\r\ntwo', 'image.png': 'x', 'code.ts': 'x' });
    const { documents } = await loadDocuments(folder);
    expect([...documents.keys()]).toEqual(['a/deep/c.txt', 'b.md']);
    expect(documents.get('a/deep/c.txt')?.lines).toEqual(['one', 'two']);
  });

  it('leaves out hidden folders, hidden files and node_modules', async () => {
    const folder = await folderOf({
      'a.md': 'a',
      '.git/b.md': 'b',
      '.hidden.md': 'c',
      'x/node_modules/p/README.md': 'd',
    });
    expect([...(await loadDocuments(folder)).documents.keys()]).toEqual(['a.md']);
  });

  it('follows no symbolic link, to a file or to a folder', async () => {
    const outside = await folderOf({ 'secret.md': 'secret' });
    const folder = await folderOf({ 'a.md': 'a' });
    await symlink(join(outside, 'secret.md'), join(folder, 'link.md'));
    await symlink(outside, join(folder, 'linked'));
    expect([...(await loadDocuments(folder)).documents.keys()]).toEqual(['a.md']);
  });

  it('leaves out what is too large or no text, and says so', async () => {
    const folder = await folderOf({
      'a.md': 'a',
      'big.md': 'x'.repeat(101),
      'binary.md': new Uint8Array([35, 0, 1]),
      'latin.md': new Uint8Array([0xe4, 0xf6]),
    });
    const { documents, skipped } = await loadDocuments(folder, { maxFileBytes: 100 });
    expect([...documents.keys()]).toEqual(['a.md']);
    expect(skipped).toEqual([
      { path: 'big.md', reason: 'too large' },
      { path: 'binary.md', reason: 'not UTF-8 text' },
      { path: 'latin.md', reason: 'not UTF-8 text' },
    ]);
  });

  it('reads no more files and bytes in all than it may', async () => {
    const folder = await folderOf({ 'a.md': 'aaaa', 'b.md': 'bbbb', 'c.md': 'cccc' });
    expect((await loadDocuments(folder, { maxFiles: 2 })).documents.size).toBe(2);
    expect((await loadDocuments(folder, { maxTotalBytes: 9 })).documents.size).toBe(2);
  });

  it('gives equal folders one fingerprint, and another one when a text or a path changes', async () => {
    const fingerprints = await Promise.all(
      [
        { 'a.md': 'x', 'b.md': 'y' },
        { 'a.md': 'x', 'b.md': 'y' },
        { 'a.md': 'x', 'b.md': 'z' },
        { 'a.md': 'x', 'c.md': 'y' },
      ].map(async (files) => (await loadDocuments(await folderOf(files))).fingerprint),
    );
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(new Set(fingerprints).size).toBe(3);
  });

  it('says why each file was left out where none is left', async () => {
    const folder = await folderOf({ 'big.md': 'x'.repeat(101), 'latin.md': new Uint8Array([0xe4]) });
    await expect(loadDocuments(folder, { maxFileBytes: 100 })).rejects.toThrow(
      /holds no documents.*\nLeft out big\.md: too large\nLeft out latin\.md: not UTF-8 text$/,
    );
  });

  it('names twenty of many files that were left out', async () => {
    const names = Array.from({ length: 23 }, (_, index) => `${index}.md`);
    const folder = await folderOf(Object.fromEntries(names.map((name) => [name, 'xx'])));
    const loading = loadDocuments(folder, { maxFileBytes: 1 });
    await expect(loading).rejects.toThrow(/--docs DIR\.(?:\nLeft out \d+\.md: too large){20}\nLeft out 3 more$/);
  });

  it.each([
    ['a missing folder', 'missing', /does not exist.*--docs/],
    ['a file', 'a.md', /not a folder/],
    ['a folder without documents', 'empty', /holds no documents/],
  ])('refuses %s and says what to do', async (_, path, message) => {
    const folder = await folderOf({ 'a.md': 'a', 'empty/code.ts': 'x' });
    const loading = loadDocuments(join(folder, path));
    await expect(loading).rejects.toThrow(DocumentsError);
    await expect(loading).rejects.toThrow(message);
  });
});
