import { getIn, listIn } from '../../../kubernetes/json.ts';
import { groupOf } from '../../../kubernetes/object.ts';
import type { RenderedResource } from '../../../rendered/resource-set.ts';
import { type App, readApps, syncOptionsOf } from '../../argocd/read-apps.ts';
import type { Report, Rule } from '../../rule.ts';

const cascade = 'resources-finalizer.argocd.argoproj.io';

/** Kinds that hold data or everything else, with what goes with them. */
const precious: Readonly<Record<string, string>> = {
  '/Namespace': 'everything in it, its volumes included',
  '/PersistentVolumeClaim': 'its volume',
  'apiextensions.k8s.io/CustomResourceDefinition': 'every object of its kind in the cluster',
  'minio.min.io/Tenant': 'its volumes',
  'postgresql.cnpg.io/Cluster': 'its instances and their volumes',
};

/** Neither a prune nor a deleted Application takes data, namespaces or CRDs with it. */
export const lossProtection: Rule = {
  slug: 'argocd/loss-protection',
  title: 'Argo CD cannot delete data, namespaces or CRDs',
  severity: 'error',
  why: 'Argo CD removes what git no longer shows: a renamed directory or a reverted commit would take a database with it. These options make it leave such objects alone, or ask a person.',
  fix: 'Annotate the object `argocd.argoproj.io/sync-options: Prune=false,Delete=false`; leave the finalizer off its Application, annotate that `Prune=confirm,Delete=confirm`, and keep `allowEmpty: false`.',
  references: [
    'argoproj/argo-cd v3.4.7 docs/user-guide/sync-options.md: No Prune Resources, Resource Pruning With Confirmation, Disable Resource Deletion',
    'argoproj/argo-cd v3.4.7 docs/user-guide/auto_sync.md: allowEmpty',
  ],
  components: ['namespaces', 'postgres'],
  check({ resources, pass, fail }) {
    for (const app of readApps(resources)) {
      const kept = app.objects.filter((object) => whatGoesWith(object) !== undefined);
      const reports = [
        ...kept.flatMap(judgeObject),
        ...(kept.some(makesAppPrecious) ? judgePreciousApp(app) : []),
        ...judgeEmpty(app),
      ];
      for (const report of reports) fail(report);
      if (reports.length === 0) pass();
    }
  },
};

function whatGoesWith({ object, json }: RenderedResource): string | undefined {
  const kind = `${groupOf(object.apiVersion)}/${object.kind}`;
  if (kind === 'apps/StatefulSet' && listIn(json, 'spec', 'volumeClaimTemplates').length > 0)
    return 'the pods that hold its volumes';
  return precious[kind];
}

/** A claim or CRD protects itself; what a controller makes of the others goes when their Application does. */
function makesAppPrecious({ object }: RenderedResource): boolean {
  return !['PersistentVolumeClaim', 'CustomResourceDefinition', 'StatefulSet'].includes(object.kind);
}

function judgeObject(resource: RenderedResource): Report[] {
  const missing = ['Prune=false', 'Delete=false'].filter(
    (option) => !syncOptionsOf(resource.json).includes(option),
  );
  if (missing.length === 0) return [];
  return [
    {
      resource,
      path: ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'],
      message: `sync options lack ${missing.join(' and ')}: when git no longer shows this object or its Application is deleted, it goes, and with it ${whatGoesWith(resource)}. Add ${missing.join(',')}.`,
    },
  ];
}

function judgePreciousApp({ resource, name }: App): Report[] {
  const reports: Report[] = [];
  if (listIn(resource.json, 'metadata', 'finalizers').some((text) => String(text).startsWith(cascade)))
    reports.push({
      resource,
      path: ['metadata', 'finalizers'],
      message: `Application ${name} has the finalizer ${cascade}: deleting it deletes what it deployed, and this one deployed data or namespaces. Remove the finalizer.`,
    });
  const missing = ['Prune=confirm', 'Delete=confirm'].filter(
    (option) => !syncOptionsOf(resource.json).includes(option),
  );
  if (missing.length > 0)
    reports.push({
      resource,
      path: ['metadata', 'annotations', 'argocd.argoproj.io/sync-options'],
      message: `sync options lack ${missing.join(' and ')}: the root would remove the Application of data or namespaces without asking a person. Add ${missing.join(',')}.`,
    });
  return reports;
}

function judgeEmpty({ resource }: App): Report[] {
  if (getIn(resource.json, ['spec', 'syncPolicy', 'automated', 'allowEmpty']) !== true) return [];
  return [
    {
      resource,
      path: ['spec', 'syncPolicy', 'automated', 'allowEmpty'],
      message:
        'allowEmpty is true: a source that renders nothing, by mistake or by a broken build, deletes everything that the Application deployed. Set it to false.',
    },
  ];
}
