import { describe, expect, it } from 'vitest';
import { namespacesComponent } from '../../../generator/components/foundation/namespaces.ts';
import { priorityClassesComponent } from '../../../generator/components/foundation/priority-classes.ts';
import { referenceEnvironment } from '../../../generator/platform/reference-environment.ts';

const environment = referenceEnvironment();

describe('namespaces', () => {
  const { resources } = namespacesComponent.render(environment);

  it('are those that components live in', () => {
    expect(resources.map(({ metadata }) => metadata.name)).toEqual([
      'argocd',
      'cert-manager',
      'cnpg-system',
      'edge',
      'matrix',
      'metallb-system',
      'monitoring',
      'redis-livekit',
      'minio',
      'rtc',
      'redis-synapse',
    ]);
  });

  it('enforce, audit and warn one Pod Security level at the version of the cluster', () => {
    const matrix = resources.find(({ metadata }) => metadata.name === 'matrix');
    expect(matrix?.metadata.labels).toEqual({
      'app.kubernetes.io/part-of': 'matrix',
      'pod-security.kubernetes.io/enforce': 'restricted',
      'pod-security.kubernetes.io/enforce-version': 'v1.35',
      'pod-security.kubernetes.io/audit': 'restricted',
      'pod-security.kubernetes.io/audit-version': 'v1.35',
      'pod-security.kubernetes.io/warn': 'restricted',
      'pod-security.kubernetes.io/warn-version': 'v1.35',
    });
  });

  it('follow the version of the cluster', () => {
    const newer = { ...environment, cluster: { ...environment.cluster, version: '1.36' } };
    const versions = namespacesComponent
      .render(newer)
      .resources.map(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce-version']);
    expect(new Set(versions)).toEqual(new Set(['v1.36']));
  });

  it('are never pruned or deleted by Argo CD', () => {
    const options = resources.map(
      ({ metadata }) => metadata.annotations?.['argocd.argoproj.io/sync-options'],
    );
    expect(new Set(options)).toEqual(new Set(['Prune=false,Delete=false']));
  });

  it('come before everything else and are cluster-scoped', () => {
    expect(namespacesComponent.tier).toBe('foundation');
    expect(resources.filter(({ metadata }) => metadata.namespace !== undefined)).toEqual([]);
  });
});

describe('priority classes', () => {
  const { resources } = priorityClassesComponent.render(environment);

  it('rank data over Synapse over the rest, all below what the system keeps for itself', () => {
    const values = resources.map((object) => [object.metadata.name, Reflect.get(object, 'value')]);
    expect(values).toEqual([
      ['matrix-data', 1_000_000],
      ['matrix-synapse', 900_000],
      ['matrix-standard', 800_000],
    ]);
    expect(values.every(([, value]) => value < 1_000_000_000)).toBe(true);
  });

  it('are no default for pods of others', () => {
    expect(resources.map((object) => Reflect.get(object, 'globalDefault'))).toEqual([false, false, false]);
  });
});
