import { describe, expect, it } from 'vitest';
import { drills } from '../../generator/drills/drills.ts';
import { placeholderTarget } from '../../generator/drills/find-target.ts';
import { type Beat, measureRecovery } from '../../generator/drills/watch.ts';
import { renderedOf } from '../../generator/verify/rendered.ts';
import { itemOf, platformOf } from '../verify/fake-platform.ts';

const target = { namespace: 'namespace', pod: 'pod', node: 'node' };

describe('the six drills', () => {
  it('are those of the design', () => {
    expect(drills.map(({ name }) => name)).toEqual([
      'postgres-primary',
      'cache-synapse-master',
      'cache-livekit-master',
      'object-store-node',
      'edge-pod',
      'synapse-worker',
    ]);
  });

  it.each(drills)('$name watches and checks items that exist, and undoes every cordon', (drill) => {
    for (const id of [drill.watch, ...drill.items]) expect(itemOf(id).id).toBe(id);
    const cordoned = drill.steps(target).filter(([verb]) => verb === 'cordon');
    expect(drill.restore(target)).toEqual(cordoned.map(([, node]) => ['uncordon', node]));
    expect(drill.steps(target).at(-1)?.slice(0, 3)).toEqual(['delete', 'pod', 'pod']);
  });

  it.each(['production', 'design-2025'])(
    'are all possible in %s, and find pods of namespaces that it has',
    (name) => {
      const platform = platformOf(name);
      const namespaces = renderedOf(platform, 'Namespace').map(({ metadata }) => metadata.name);
      for (const drill of drills) {
        expect(drill.impossible(platform), drill.name).toBeUndefined();
        expect(namespaces).toContain(placeholderTarget(drill, platform).namespace);
      }
    },
  );

  it('are impossible where nothing could take over', () => {
    expect(drills.map(({ impossible }) => impossible(platformOf('dev')))).not.toContain(undefined);
    const store = drills.find(({ name }) => name === 'object-store-node');
    expect(store?.impossible(platformOf('airgap'))).toBe('the object store is outside the cluster');
  });

  it.each([
    ['cache-synapse-master', 'redis-synapse-node-2.redis-synapse-headless.x\n6379\n', 'redis-synapse-node-2'],
    ['cache-synapse-master', '10.42.0.7\n6379\n', undefined],
    ['cache-livekit-master', 'redis-livekit-node-0.redis-livekit-headless.x\n6379\n', 'redis-livekit-node-0'],
    ['object-store-node', 'minio-0 minio-3 minio-1 minio-2', 'minio-3'],
    ['object-store-node', '', undefined],
    ['postgres-primary', 'synapse-db-2', 'synapse-db-2'],
    ['postgres-primary', '', undefined],
  ])('%s reads %j as %s', (name, printed, pod) => {
    const drill = drills.find((one) => one.name === name);
    expect(drill?.find(platformOf('production')).read(printed)).toBe(pod);
  });
});

describe('measureRecovery', () => {
  const beats = (text: string): Beat[] =>
    [...text].map((mark, at) => ({ at, ...(mark === 'x' && { failed: 'x' }) }));
  it.each([
    ['.....', 0],
    ['..xxx.....', 3],
    ['x.....', 1],
    ['.x..x.....', 4],
    ['..xxx..', undefined],
    ['..xxx', undefined],
  ])('%s: %s', (text, seconds) => {
    expect(measureRecovery(beats(text), 5)).toBe(seconds);
  });
});
