import { getIn, listIn, numberIn, textIn } from '../../../kubernetes/json.ts';
import { imageName } from '../../../kubernetes/ports.ts';
import { podsRunning } from '../../pods.ts';
import type { Report, Rule } from '../../rule.ts';

/** Element Web is a plain Deployment that needs no privileges. */
export const stateless: Rule = {
  slug: 'clients/stateless',
  title: 'Element Web is a Deployment without privileges',
  severity: 'error',
  why: 'It serves static files: as a StatefulSet it updates one pod at a time and waits for lost nodes; as root or on a port below 1024 a restricted namespace refuses its pods.',
  fix: 'Use a Deployment, `runAsNonRoot: true` and ELEMENT_WEB_PORT 8080.',
  references: [
    'element-hq/element-web apps/web/docker: ELEMENT_WEB_PORT, default 80',
    'kubernetes.io docs: Pod Security Standards, restricted',
    'Design 2025, 3.3',
  ],
  components: ['element-web'],
  check({ resources, pass, fail }) {
    for (const template of podsRunning(resources, ['element-web'])) {
      const { owner, path, spec } = template;
      const { kind } = owner.object;
      const reports: Report[] = [];
      if (kind !== 'Deployment') {
        reports.push({
          resource: owner,
          path: ['kind'],
          message: `Element Web is a ${kind}: it keeps nothing, and only a Deployment replaces pods of a lost node by itself. Make it a Deployment.`,
        });
      }
      listIn(spec, 'containers').forEach((container, index) => {
        if (imageName(textIn(container, 'image') ?? '') !== 'element-web') return;
        const at = [...path, 'containers', index];
        const low = listIn(container, 'ports').findIndex(
          (port) => (numberIn(port, 'containerPort') ?? 0) < 1024,
        );
        if (low >= 0) {
          reports.push({
            resource: owner,
            path: [...at, 'ports', low, 'containerPort'],
            message: `Element Web listens on port ${numberIn(listIn(container, 'ports')[low], 'containerPort')}: ports below 1024 need root or a capability. Use 8080 (ELEMENT_WEB_PORT).`,
          });
        }
        const user =
          getIn(container, ['securityContext', 'runAsUser']) ?? getIn(spec, ['securityContext', 'runAsUser']);
        const nonRoot =
          getIn(container, ['securityContext', 'runAsNonRoot']) ??
          getIn(spec, ['securityContext', 'runAsNonRoot']);
        if (user === 0 || nonRoot !== true) {
          reports.push({
            resource: owner,
            path: user === 0 ? [...path, 'securityContext', 'runAsUser'] : [...path, 'securityContext'],
            message: `Element Web ${user === 0 ? 'runs as root (runAsUser 0)' : 'may run as root: runAsNonRoot is not true'}; a hole in it then owns the container. Set runAsNonRoot: true.`,
          });
        }
      });
      if (reports.length === 0) pass();
      for (const report of reports) fail(report);
    }
  },
};
