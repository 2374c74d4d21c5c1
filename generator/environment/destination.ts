/** Address under which Argo CD knows the cluster that it runs in. */
export const ownCluster = 'https://kubernetes.default.svc';

/** True for the cluster that Argo CD runs in, by its address or by the name that Argo CD gives it. */
export function isOwnCluster(destination: string): boolean {
  return destination === ownCluster || destination === 'in-cluster';
}

/** A destination as Applications and projects name it: by the URL of its API server, or by the name of the cluster in Argo CD. */
export function clusterOf(destination: string): { server: string } | { name: string } {
  return destination.startsWith('https://') ? { server: destination } : { name: destination };
}
