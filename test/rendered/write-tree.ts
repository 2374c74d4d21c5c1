import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes files into a new temporary directory and returns it. */
export function writeTree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'matrix-gitops-test-'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return root;
}

const kustomization = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';

/** A small repository: two components that kustomize builds, one that is a chart only, one environment. */
export const smallTree: Readonly<Record<string, string>> = {
  'base/web/kustomization.yaml': `${kustomization}resources: [deployment-web.yaml, service-web.yaml]
generatorOptions: { disableNameSuffixHash: true }
configMapGenerator:
- name: web
  namespace: matrix
  files: [config/haproxy.cfg, motd=config/motd.txt]
`,
  'base/web/deployment-web.yaml': `# written by a command
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: matrix
spec:
  replicas: 3
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
      - name: sidecar
        image: docker.io/library/sidecar:1
      - name: web
        image: docker.io/library/web:1
        args: ["on", "12:30"]
        resources:
          requests:
            cpu: 100m
`,
  'base/web/service-web.yaml': `apiVersion: v1
kind: Service
metadata: { name: web, namespace: matrix }
spec:
  ports:
  - name: http
    port: 80
`,
  'base/web/config/haproxy.cfg': 'frontend public\n    bind :8008\n    timeout client 330s\n',
  'base/web/config/motd.txt': 'hello\n',
  'overlays/production/web/kustomization.yaml': `${kustomization}resources: [../../../base/web]
replicas:
- { name: web, count: 2 }
images:
- name: docker.io/library/sidecar
  newName: mirror.local/sidecar
  newTag: "2"
patches:
- path: patches/deployment-web.yaml
- path: patches/ports.yaml
  target: { kind: Service, name: web }
configMapGenerator:
- name: web
  namespace: matrix
  behavior: merge
  files: [config/haproxy.cfg]
`,
  'overlays/production/web/config/haproxy.cfg': 'frontend public\n    timeout client 30s\n',
  'overlays/production/web/patches/deployment-web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: matrix
spec:
  template:
    spec:
      containers:
      - name: web
        resources:
          requests:
            cpu: 500m
`,
  'overlays/production/web/patches/ports.yaml': '- op: replace\n  path: /spec/ports/0/port\n  value: 8080\n',
  'overlays/production/extra/kustomization.yaml': `${kustomization}resources: [service-extra.yaml]\n`,
  'overlays/production/extra/service-extra.yaml':
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: extra\n  namespace: matrix\n  annotations: { kept: "yes" }\nspec: { ports: [{ port: 1 }] }\n',
  'apps/production/root.yaml':
    '# root\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: root, namespace: argocd }\n---\napiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: { name: children, namespace: argocd }\nspec:\n  description: x\n',
  'apps/production/children/chart.yaml':
    'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: { name: production-chart, namespace: argocd }\n',
};
