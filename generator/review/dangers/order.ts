import { textIn } from '../../kubernetes/json.ts';
import { startsWith } from '../change.ts';
import type { DangerRule } from './danger.ts';
import { typeOf } from './facts.ts';
import { showBoth } from './show-value.ts';

const wave = ['metadata', 'annotations', 'argocd.argoproj.io/sync-wave'] as const;

/** Something is applied earlier or later than before. */
export const waveChanged: DangerRule = {
  slug: 'order/wave-changed',
  title: 'A sync wave changes',
  references: ['argo-cd docs/user-guide/sync-waves.md'],
  check({ changes, report }) {
    for (const { after, all } of changes) {
      if (after === undefined) continue;
      for (const { path, before, after: value } of all) {
        if (!startsWith(path, wave)) continue;
        const [old, current] = [Number(before ?? 0), Number(value ?? 0)];
        report({
          blocks: false,
          resource: after,
          path,
          ...showBoth(before, value),
          consequence:
            current < old
              ? 'it is applied before what it used to wait for'
              : 'what used to wait for it may be applied before it',
          remedy: 'check that nothing needs the old order; npm run plan prints the waves',
        });
      }
    }
  },
};

/** Children follow the branch again, or an older tag. */
export const releasePin: DangerRule = {
  slug: 'order/release-pin',
  title: 'An app is no longer pinned to a release',
  references: ['argo-cd docs/user-guide/tracking_strategies.md'],
  check({ changes, report }) {
    for (const { before, after, all } of changes) {
      if (before === undefined || after === undefined || typeOf(after) !== 'Application.argoproj.io')
        continue;
      if (isChart(before.json) || isChart(after.json)) continue;
      for (const { path, before: old, after: value } of all) {
        if (path.at(-1) !== 'targetRevision' || !isTag(old) || isTag(value)) continue;
        report({
          blocks: false,
          resource: after,
          path,
          ...showBoth(old, value),
          consequence: 'the app follows a branch: updates reach all apps at once, whatever their waves',
          remedy: 'pin it to a tag (gitops.release)',
        });
      }
    }
  },
};

function isChart(json: Parameters<typeof textIn>[0]): boolean {
  return textIn(json, 'spec', 'source', 'chart') !== undefined;
}

/** A version or a commit: what does not move. */
function isTag(revision: unknown): boolean {
  return typeof revision === 'string' && /^(v?\d+(\.\d+)+.*|[0-9a-f]{40}|refs\/tags\/.+)$/.test(revision);
}

/** Groups that the API server itself serves, of those with a dot in their name (kubernetes v1.36.0 `pkg/controlplane/instance.go`). */
const builtIn = new Set(
  [
    'admissionregistration',
    'apiextensions',
    'apiregistration',
    'authentication',
    'authorization',
    'certificates',
    'coordination',
    'discovery',
    'events',
    'flowcontrol.apiserver',
    'internal.apiserver',
    'networking',
    'node',
    'rbac.authorization',
    'resource',
    'scheduling',
    'storage',
    'storagemigration',
  ].map((name) => `${name}.k8s.io`),
);

/** The first object of an API group that nothing rendered before. */
export const newKind: DangerRule = {
  slug: 'order/new-group',
  title: 'The first object of an API group',
  references: ['argo-cd docs/user-guide/sync-options.md SkipDryRunOnMissingResource'],
  check({ before, changes, report }) {
    const known = new Set(before.resources.map(({ identity }) => identity.group));
    const reported = new Set<string>();
    if (known.size === 0) return;
    for (const { after } of changes) {
      const group = after?.identity.group ?? '';
      if (
        after === undefined ||
        !group.includes('.') ||
        builtIn.has(group) ||
        known.has(group) ||
        reported.has(group)
      )
        continue;
      reported.add(group);
      report({
        blocks: false,
        resource: after,
        path: ['apiVersion'],
        after: after.object.apiVersion,
        consequence: 'if its CRD is not in the cluster yet, the whole sync fails in the dry run',
        remedy: 'the app that brings the CRD must be healthy in an earlier wave',
      });
    }
  },
};
