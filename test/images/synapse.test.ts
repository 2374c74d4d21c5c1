import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { imageReference, images, s3StorageProvider, synapseS3Tag } from '../../generator/versions.ts';

const folder = join(import.meta.dirname, '../../images/synapse');
const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
const requirements = readFileSync(join(folder, 'requirements.txt'), 'utf8')
  .replaceAll('\\\n', '')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

describe('images/synapse', () => {
  it('starts from the Synapse that every other process runs', () => {
    expect(dockerfile.match(/^FROM (.+)$/m)?.[1]).toBe(imageReference(images.synapse));
  });

  it('installs only files with a pinned hash, and nothing else', () => {
    expect(dockerfile).toContain(
      'pip install --no-cache-dir --no-deps --require-hashes --only-binary :all: -r',
    );
    expect(requirements.length).toBeGreaterThan(1);
    for (const line of requirements)
      expect(line).toMatch(/^[a-z0-9-]+==[0-9][a-z0-9.]*\s+--hash=sha256:[0-9a-f]{64}$/);
  });

  it('is described with the tag that the manifests name', () => {
    const tags = readFileSync(join(folder, 'README.md'), 'utf8').match(/v\d[\w.]*-s3-[\d.]*\d/g);
    expect(new Set(tags)).toEqual(new Set([synapseS3Tag]));
  });

  it('has the provider that the tag of the image names', () => {
    const { name, version } = s3StorageProvider;
    expect(requirements[0]).toMatch(new RegExp(`^${name}==${version.replaceAll('.', '\\.')}\\s`));
  });
});
