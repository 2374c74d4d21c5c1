/** Kinds whose `spec.replicas` kustomize sets (`api/internal/konfig/builtinpluginconsts/replicas.go`); groups do not matter to it. */
export const scaledKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'StatefulSet',
]);
