import { getIn, isObject, listIn, textIn } from '../../../kubernetes/json.ts';
import type { Json } from '../../../kubernetes/object.ts';
import type { ResourceSet } from '../../../rendered/resource-set.ts';
import { makeReferenceRule, type Reference, type ReferenceRow } from '../../tables/reference-rule.ts';
import { containers, objects, pods, type Subject } from '../../tables/subjects.ts';

const namespaceOf = ({ resource }: Subject) => resource.object.metadata.namespace ?? '';

/** A reference from inside a subject; none when the name is absent or the reference is optional. */
function refer(
  subject: Subject,
  kind: string,
  path: readonly (string | number)[],
  name: string | undefined,
  {
    optional,
    key,
    namespace = namespaceOf(subject),
  }: { optional?: Json; key?: string; namespace?: string } = {},
): Reference[] {
  if (name === undefined || optional === true) return [];
  return [
    {
      resource: subject.resource,
      path: [...subject.path, ...path],
      kind,
      namespace,
      name,
      ...(key !== undefined && { key }),
    },
  ];
}

function findConfigMaps(resources: ResourceSet): Reference[] {
  const volumes = pods(resources).flatMap((pod) =>
    listIn(pod.json, 'volumes').flatMap((volume, index) => {
      const sources: [Json | undefined, (string | number)[]][] = [
        [getIn(volume, ['configMap']), ['volumes', index, 'configMap']],
        ...listIn(volume, 'projected', 'sources').map(
          (source, at): [Json | undefined, (string | number)[]] => [
            getIn(source, ['configMap']),
            ['volumes', index, 'projected', 'sources', at, 'configMap'],
          ],
        ),
      ];
      return sources.flatMap(([source, path]) => {
        if (!isObject(source)) return [];
        const options = { ...(source['optional'] !== undefined && { optional: source['optional'] }) };
        const name = textIn(source, 'name');
        const items = listIn(source, 'items').map((item) => textIn(item, 'key') ?? '');
        return items.length === 0
          ? refer(pod, 'ConfigMap', path, name, options)
          : items.flatMap((key) => refer(pod, 'ConfigMap', path, name, { ...options, key }));
      });
    }),
  );
  const variables = containers(resources).flatMap((container) => [
    ...listIn(container.json, 'env').flatMap((variable, index) => {
      const source = getIn(variable, ['valueFrom', 'configMapKeyRef']);
      const optional = getIn(source, ['optional']);
      const key = textIn(source, 'key');
      return refer(container, 'ConfigMap', ['env', index], textIn(source, 'name'), {
        ...(optional !== undefined && { optional }),
        ...(key !== undefined && { key }),
      });
    }),
    ...listIn(container.json, 'envFrom').flatMap((source, index) => {
      const optional = getIn(source, ['configMapRef', 'optional']);
      return refer(container, 'ConfigMap', ['envFrom', index], textIn(source, 'configMapRef', 'name'), {
        ...(optional !== undefined && { optional }),
      });
    }),
  ]);
  return [...volumes, ...variables];
}

/** Backends of Ingresses and HTTPRoutes. */
function findBackends(resources: ResourceSet): Reference[] {
  const ingresses = objects('networking.k8s.io/Ingress')(resources).flatMap((ingress) => [
    ...refer(
      ingress,
      'Service',
      ['spec', 'defaultBackend'],
      textIn(ingress.json, 'spec', 'defaultBackend', 'service', 'name'),
    ),
    ...listIn(ingress.json, 'spec', 'rules').flatMap((rule, index) =>
      listIn(rule, 'http', 'paths').flatMap((path, at) =>
        refer(
          ingress,
          'Service',
          ['spec', 'rules', index, 'http', 'paths', at, 'backend', 'service', 'name'],
          textIn(path, 'backend', 'service', 'name'),
        ),
      ),
    ),
  ]);
  const routes = objects('gateway.networking.k8s.io/HTTPRoute')(resources).flatMap((route) =>
    listIn(route.json, 'spec', 'rules').flatMap((rule, index) =>
      listIn(rule, 'backendRefs').flatMap((backend, at) => {
        if ((textIn(backend, 'kind') ?? 'Service') !== 'Service') return [];
        return refer(
          route,
          'Service',
          ['spec', 'rules', index, 'backendRefs', at, 'name'],
          textIn(backend, 'name'),
          {
            namespace: textIn(backend, 'namespace') ?? namespaceOf(route),
          },
        );
      }),
    ),
  );
  return [...ingresses, ...routes];
}

const rows: readonly ReferenceRow[] = [
  {
    slug: 'references/config-map',
    title: 'ConfigMaps that pods read are there, with their keys',
    why: 'A pod that reads a ConfigMap or a key that is not there stays in ContainerCreating or CreateContainerConfigError.',
    fix: 'Add the ConfigMap or the key, correct the name, or say `optional: true`.',
    references: ['kubernetes.io docs: ConfigMaps'],
    find: findConfigMaps,
    consequence: 'the pod never starts',
  },
  {
    slug: 'references/service-account',
    title: 'Service accounts of pods are there',
    why: 'The API refuses a pod of an account that does not exist; its workload has no pods.',
    fix: 'Add the ServiceAccount or correct the name.',
    references: ['kubernetes plugin/pkg/admission/serviceaccount/admission.go'],
    find: (resources) =>
      pods(resources).flatMap((pod) =>
        refer(pod, 'ServiceAccount', ['serviceAccountName'], textIn(pod.json, 'serviceAccountName')),
      ),
    builtIn: ['default'],
    consequence: 'the API refuses its pods',
  },
  {
    slug: 'references/claim',
    title: 'Claims that pods mount are there',
    why: 'A pod whose claim does not exist stays Pending.',
    fix: 'Add the PersistentVolumeClaim or correct the name.',
    references: ['kubernetes.io docs: Persistent Volumes'],
    find: (resources) =>
      pods(resources).flatMap((pod) =>
        listIn(pod.json, 'volumes').flatMap((volume, index) =>
          refer(
            pod,
            'PersistentVolumeClaim',
            ['volumes', index, 'persistentVolumeClaim', 'claimName'],
            textIn(volume, 'persistentVolumeClaim', 'claimName'),
          ),
        ),
      ),
    consequence: 'the pod stays Pending',
  },
  {
    slug: 'references/priority-class',
    title: 'Priority classes are there',
    why: 'The API refuses a pod of a class that does not exist.',
    fix: 'Add the PriorityClass or correct the name.',
    references: ['kubernetes plugin/pkg/admission/priority/admission.go'],
    find: (resources) =>
      pods(resources).flatMap((pod) =>
        refer(pod, 'PriorityClass', ['priorityClassName'], textIn(pod.json, 'priorityClassName'), {
          namespace: '',
        }),
      ),
    builtIn: ['system-cluster-critical', 'system-node-critical'],
    consequence: 'the API refuses its pods',
  },
  {
    slug: 'references/backend',
    title: 'Routes lead to Services that are there',
    why: 'A route to nowhere answers 500 or 503.',
    fix: 'Correct the name or the namespace of the Service.',
    references: [
      'gateway-api apis/v1/shared_types.go: RouteReasonBackendNotFound',
      'kubernetes.io docs: Ingress',
    ],
    find: findBackends,
    consequence: 'the edge answers with an error',
  },
  {
    slug: 'references/gateway',
    title: 'Gateways that routes name are there',
    why: 'A route without its Gateway is served by nobody, and no request says so.',
    fix: 'Correct the name or the namespace of the Gateway.',
    references: ['gateway-api apis/v1/shared_types.go: RouteReasonNoMatchingParent'],
    find: (resources) =>
      objects('gateway.networking.k8s.io/HTTPRoute')(resources).flatMap((route) =>
        listIn(route.json, 'spec', 'parentRefs').flatMap((parent, index) =>
          (textIn(parent, 'kind') ?? 'Gateway') === 'Gateway'
            ? refer(route, 'Gateway', ['spec', 'parentRefs', index, 'name'], textIn(parent, 'name'), {
                namespace: textIn(parent, 'namespace') ?? namespaceOf(route),
              })
            : [],
        ),
      ),
    consequence: 'nobody serves the route',
  },
  {
    slug: 'references/role',
    title: 'Roles that are bound are there',
    why: 'A binding of a role that does not exist gives no right, and nothing reports it.',
    fix: 'Add the role or correct the name.',
    references: ['kubernetes.io docs: Using RBAC Authorization'],
    find: (resources) =>
      objects(
        'rbac.authorization.k8s.io/RoleBinding',
        'rbac.authorization.k8s.io/ClusterRoleBinding',
      )(resources).flatMap((binding) => {
        const kind = textIn(binding.json, 'roleRef', 'kind') ?? 'Role';
        const name = textIn(binding.json, 'roleRef', 'name');
        return name?.startsWith('system:') === true
          ? []
          : refer(binding, kind, ['roleRef', 'name'], name, kind === 'ClusterRole' ? { namespace: '' } : {});
      }),
    builtIn: ['cluster-admin', 'admin', 'edit', 'view'],
    consequence: 'the binding gives no right',
  },
  {
    slug: 'references/scale-target',
    title: 'Autoscalers have a target',
    why: 'An autoscaler of nothing scales nothing and looks as if it did.',
    fix: 'Correct kind and name of `scaleTargetRef`.',
    references: ['kubernetes.io docs: Horizontal Pod Autoscaling'],
    find: (resources) =>
      objects('autoscaling/HorizontalPodAutoscaler')(resources).flatMap((scaler) =>
        refer(
          scaler,
          textIn(scaler.json, 'spec', 'scaleTargetRef', 'kind') ?? '',
          ['spec', 'scaleTargetRef', 'name'],
          textIn(scaler.json, 'spec', 'scaleTargetRef', 'name'),
        ),
      ),
    consequence: 'it scales nothing',
  },
  {
    slug: 'references/issuer',
    title: 'Issuers of certificates are there',
    why: 'A certificate of an issuer that does not exist is never made, and whoever mounts it never starts.',
    fix: 'Correct kind and name of `issuerRef`.',
    references: ['cert-manager.io docs: Certificate resource'],
    find: (resources) =>
      objects('cert-manager.io/Certificate')(resources).flatMap((certificate) => {
        const kind = textIn(certificate.json, 'spec', 'issuerRef', 'kind') ?? 'Issuer';
        return ['Issuer', 'ClusterIssuer'].includes(kind)
          ? refer(
              certificate,
              kind,
              ['spec', 'issuerRef', 'name'],
              textIn(certificate.json, 'spec', 'issuerRef', 'name'),
              kind === 'ClusterIssuer' ? { namespace: '' } : {},
            )
          : [];
      }),
    consequence: 'the certificate is never made',
  },
];

/** References between objects. Manifests need not have any. */
export const referenceRules = rows.map((row) => makeReferenceRule({ ...row, optional: true }));
