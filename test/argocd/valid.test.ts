import { Application } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import { AppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import { describe, expect, it } from 'vitest';
import { renderApplications } from '../../generator/argocd/render-applications.ts';
import { validateSchemas } from '../../generator/checks/schema/validate-schemas.ts';
import type { Json } from '../../generator/kubernetes/object.ts';
import { makePlatform } from './support.ts';

const files = renderApplications(makePlatform());

describe('what Argo CD is given', () => {
  it('passes the strict schemas', () => {
    const documents = files.flatMap(({ path, objects }) =>
      objects.map((object) => ({ file: path, object: JSON.parse(JSON.stringify(object)) as Json })),
    );
    expect(documents).toHaveLength(10);
    expect(validateSchemas(documents, 'schemas')).toEqual([]);
  });

  it('passes the validators of the models', () => {
    for (const object of files.flatMap(({ objects }) => objects)) {
      if (object.kind === 'ConfigMap') continue;
      const model =
        object.kind === 'Application'
          ? new Application(object as unknown as ConstructorParameters<typeof Application>[0])
          : new AppProject(object as unknown as ConstructorParameters<typeof AppProject>[0]);
      expect(() => model.validate()).not.toThrow();
    }
  });
});
